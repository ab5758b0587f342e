@echo off
rem Runs dit4j: finds a JDK, builds what is not built yet, starts the program.
rem
rem   DIT4J_JAVA_HOME   the JDK to use (else JAVA_HOME, java on the PATH, the usual places)
rem   DIT4J_JAVA_OPTS   more options for the JVM, such as -Xmx8g
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "JAR=%HERE%cli\target\dit4j.jar"
set "CACHE=%HERE%cli\target\dit4j.jsa"
set "JDK="

rem As in the script dit4j, which says why.
set "KERNELS=io.github.dit4j.engine.jvm.panama.Panama"
set "OPTIONS=--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:MaxRAMPercentage=70"
echo "%DIT4J_JAVA_OPTS%" | findstr /r /c:"-XX:+Use.*GC" >nul
if errorlevel 1 set "OPTIONS=%OPTIONS% -XX:+UseSerialGC"
set "OPTIONS=%OPTIONS% -XX:ObjectAlignmentInBytes=64"
set "OPTIONS=%OPTIONS% -XX:CompileCommand=quiet"
set "COMPILE=-XX:CompileCommand=CompileThresholdScaling,%KERNELS%"
set "OPTIONS=%OPTIONS% %COMPILE%*::*,0.01"
set "OPTIONS=%OPTIONS% %COMPILE%Tiles::*,0.002"
set "OPTIONS=%OPTIONS% %COMPILE%Softmax::row,0.002"
set "OPTIONS=%OPTIONS% %COMPILE%Activations::geluErf,0.002"
set "OPTIONS=%OPTIONS% %COMPILE%Kernels::normalize,0.002"
set "OPTIONS=%OPTIONS% %COMPILE%Kernels::sum,0.002"
set "OPTIONS=%OPTIONS% %COMPILE%Kernels::squares,0.002"
set "OPTIONS=%OPTIONS% %COMPILE%Kernels::add,0.002"
set "OPTIONS=%OPTIONS% %COMPILE%Product::*,1.0"
set "OPTIONS=%OPTIONS% %COMPILE%Kernels::accumulate*,1.0"
set "OPTIONS=%OPTIONS% -XX:CompileCommand=BackgroundCompilation,%KERNELS%*::*,false"

call :try "%DIT4J_JAVA_HOME%"
call :try "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :try "%%~dpJ.."
for %%R in ("%ProgramFiles%" "%LOCALAPPDATA%\Programs") do (
    for %%V in ("Eclipse Adoptium" "Java" "Microsoft" "Amazon Corretto" "Zulu" "BellSoft" "OpenJDK" "SapMachine") do (
        for /d %%D in ("%%~R\%%~V\*") do call :try "%%~D"
    )
)
for /d %%D in ("%USERPROFILE%\.jdks\*" "%USERPROFILE%\.sdkman\candidates\java\*" "%USERPROFILE%\scoop\apps\*jdk*") do (
    call :try "%%~D"
    call :try "%%~D\current"
)
if not defined JDK (
    echo dit4j: needs a JDK 25 or newer and found none: install one ^(https://adoptium.net^), or set DIT4J_JAVA_HOME 1>&2
    exit /b 1
)

call :outdated
if errorlevel 1 (
    where mvn >nul 2>nul
    if errorlevel 1 (
        echo dit4j: not built yet, and Maven is not on the PATH: install Maven 3.8 or newer ^(https://maven.apache.org^) 1>&2
        exit /b 1
    )
    echo dit4j: building, which takes a minute 1>&2
    call :build
    if errorlevel 1 exit /b 1
)
if not exist "%JAR%" (
    echo dit4j: there is no %JAR%; get dit4j again 1>&2
    exit /b 1
)

call :cached
if errorlevel 1 call :cache
set "KEPT=0"
if exist "%CACHE%" for %%C in ("%CACHE%") do set "KEPT=%%~zC"
if "%KEPT%"=="0" (
    "%JDK%\bin\java.exe" %OPTIONS% %DIT4J_JAVA_OPTS% -jar "%JAR%" %*
) else (
    "%JDK%\bin\java.exe" %OPTIONS% "-XX:SharedArchiveFile=%CACHE%" -Xlog:aot*=off -Xlog:cds*=off %DIT4J_JAVA_OPTS% -jar "%JAR%" %*
)
exit /b %ERRORLEVEL%

rem Takes a folder if it holds a JDK that is new enough and none was taken before.
:try
if defined JDK exit /b 0
if "%~1"=="" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==" %%A in ('findstr /b "JAVA_VERSION=" "%~1\release"') do call :take %%A "%~1"
exit /b 0

rem Takes it if its version, in quotes, is such a one.
:take
for /f "tokens=1 delims=.-" %%N in ("%~1") do if %%N GEQ 25 set "JDK=%~2"
exit /b 0

rem Says 1 if the jar is missing or a source is newer; a copy without sources has nothing to build.
:outdated
if not exist "%HERE%pom.xml" exit /b 0
if not exist "%JAR%" exit /b 1
powershell -NoProfile -Command "$jar = (Get-Item -LiteralPath $env:JAR).LastWriteTime; $newer = Get-ChildItem -LiteralPath $env:HERE -Recurse -File -Include *.java,pom.xml,*.safetensors,*.properties | Where-Object { $_.LastWriteTime -gt $jar -and $_.FullName -notmatch '\\(target|test|goldens)\\' } | Select-Object -First 1; if ($newer) { exit 1 } else { exit 0 }"
exit /b %ERRORLEVEL%

:build
if not exist "%HERE%cli\target" mkdir "%HERE%cli\target"
pushd "%HERE%"
set "JAVA_HOME=%JDK%"
call mvn -B -q -DskipTests -pl cli -am package >cli\target\build.log 2>&1
set "FAILED=%ERRORLEVEL%"
popd
if not "%FAILED%"=="0" (
    type "%HERE%cli\target\build.log" 1>&2
    echo dit4j: the build failed; the lines above are in %HERE%cli\target\build.log 1>&2
    exit /b 1
)
powershell -NoProfile -Command "(Get-Item -LiteralPath $env:JAR).LastWriteTime = Get-Date"
exit /b 0

rem Says 1 if there is no cache of the loaded classes of this jar, nor was one tried to be made; a copy without sources takes none.
:cached
if not exist "%HERE%pom.xml" exit /b 0
if not exist "%CACHE%" exit /b 1
set "NEWEST="
for /f "delims=" %%F in ('dir /b /od "%HERE%cli\target\dit4j.j??"') do set "NEWEST=%%F"
if "%NEWEST%"=="dit4j.jar" exit /b 1
exit /b 0

:cache
set "PART=%CACHE%.%RANDOM%"
"%JDK%\bin\java.exe" %OPTIONS% "-XX:DumpLoadedClassList=%PART%.classes" -jar "%JAR%" sample --device cpu --guide-model digits-dit --class 7 --steps 5 -o "%PART%.png" <nul >nul 2>nul
"%JDK%\bin\java.exe" %OPTIONS% -Xshare:dump "-XX:SharedClassListFile=%PART%.classes" "-XX:SharedArchiveFile=%PART%" -jar "%JAR%" <nul >nul 2>nul
if not exist "%PART%" type nul >"%PART%"
move /y "%PART%" "%CACHE%" >nul 2>nul
del /q "%PART%.*" >nul 2>nul
exit /b 0
