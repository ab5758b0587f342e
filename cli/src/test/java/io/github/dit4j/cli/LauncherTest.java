package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.testing.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell script {@code dit4j}, with JDKs and a Maven that only say how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    Path folder;

    private Path home;
    private Path path;

    @BeforeEach
    void copyLauncher() throws IOException {
        home = Files.createDirectories(folder.resolve("a folder"));
        path = Files.createDirectories(folder.resolve("path"));
        Files.copy(Goldens.folder().resolveSibling("dit4j"), home.resolve("dit4j"));
        home.resolve("dit4j").toFile().setExecutable(true);
    }

    private record Run(int exit, List<String> lines) {}

    private Run launch(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(home.resolve("dit4j").toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("DIT4J"));
        builder.environment().put("PATH", path + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = process.inputReader().lines().toList();
        return new Run(process.waitFor(), lines);
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectories(folder.resolve(name));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(jdk.resolve("bin/java"), "printf '%s\\n' '" + name + "' \"$@\"");
        script(jdk.resolve("bin/javac"), "");
        return jdk;
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        file.toFile().setExecutable(true);
    }

    private void maven(String version, String body) throws IOException {
        script(path.resolve("mvn"), "[ \"$1\" = -v ] && echo 'Apache Maven " + version + "' && exit; " + body);
    }

    private Path jar() throws IOException {
        Path jar = home.resolve("cli/target/dit4j.jar");
        Files.createDirectories(jar.getParent());
        return Files.writeString(jar, "jar");
    }

    @Test
    void startsTheJarWithTheVectorModuleAndLeavesArgumentsAsTheyAre() throws Exception {
        jar();
        Run run = launch(Map.of("JAVA_HOME", jdk("my jdk", "25.0.1").toString(), "DIT4J_JAVA_OPTS", "-Xmx1g -Xss2m"),
                "sample", "--class", "two words", "-o", "a*.png");
        assertEquals(0, run.exit());
        List<String> words = run.lines();
        assertEquals("my jdk", words.getFirst());
        assertEquals("jdk.incubator.vector", words.get(words.indexOf("--add-modules") + 1));
        assertTrue(words.containsAll(List.of("-Xmx1g", "-Xss2m", "-Ddit4j.terminal=false")), words.toString());
        assertEquals(home.toRealPath().resolve("cli/target/dit4j.jar").toString(), words.get(words.indexOf("-jar") + 1));
        assertEquals(List.of("sample", "--class", "two words", "-o", "a*.png"), words.subList(words.size() - 5, words.size()));
    }

    @ParameterizedTest
    @CsvSource({"'', '', '', C.UTF-8", "C, '', de_DE.UTF-8, C.UTF-8", "'', POSIX, de_DE.UTF-8, C.UTF-8", "'', '', C, C.UTF-8",
        "'', C.UTF-8, C, ''", "'', '', de_DE.UTF-8, ''", "de_DE.UTF-8, C, C, de_DE.UTF-8"})
    void namesOfFilesMayHaveAnyLetters(String all, String type, String language, String started) throws Exception {
        jar();
        Path jdk = jdk("jdk", "25");
        script(jdk.resolve("bin/java"), "printf '%s\\n' \"$LC_ALL\"");
        assertEquals(List.of(started), launch(Map.of(
                "JAVA_HOME", jdk.toString(), "LC_ALL", all, "LC_CTYPE", type, "LANG", language), "x").lines());
    }

    @Test
    void passesOverAnOldJdk() throws Exception {
        jar();
        Files.createSymbolicLink(path.resolve("java"), jdk("new", "26-ea").resolve("bin/java"));
        assertEquals("new", launch(Map.of("JAVA_HOME", jdk("old", "21.0.2").toString())).lines().getFirst());
    }

    @Test
    void prefersTheJdkThatIsNamedForIt() throws Exception {
        jar();
        Run run = launch(Map.of("JAVA_HOME", jdk("one", "25").toString(), "DIT4J_JAVA_HOME", jdk("two", "25").toString()));
        assertEquals("two", run.lines().getFirst());
    }

    @Test
    void buildsOnceWithOneLineAndAgainWhenASourceIsNewer() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        maven("3.9.11", "echo noise; echo \"$JAVA_HOME\" >used; echo jar >cli/target/dit4j.jar");
        var java = Map.of("JAVA_HOME", jdk("jdk", "25").toString());
        List<String> first = launch(java).lines();
        assertTrue(first.getFirst().startsWith("dit4j: building"), first.toString());
        assertEquals("jdk", first.get(1));
        assertTrue(Files.readString(home.resolve("used")).endsWith("jdk\n"));
        assertEquals("jdk", launch(java).lines().getFirst());

        Path source = Files.createDirectories(home.resolve("engine/src/main/java")).resolve("A.java");
        Files.writeString(source, "class A {}");
        Files.setLastModifiedTime(home.resolve("cli/target/dit4j.jar"), FileTime.fromMillis(0));
        assertTrue(launch(java).lines().getFirst().startsWith("dit4j: building"));
    }

    @Test
    void startsWithACacheOfTheJarAndMakesItAnewWhenTheJarChanges() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        maven("3.9.11", "echo jar >cli/target/dit4j.jar");
        Path jdk = jdkThatDumps("echo classes >\"${word#*=}\"");
        var java = Map.of("JAVA_HOME", jdk.toString());
        Path target = home.toRealPath().resolve("cli/target");
        String option = "-XX:SharedArchiveFile=" + target.resolve("dit4j.jsa");
        assertTrue(launch(java, "x").lines().contains(option));
        assertTrue(launch(java, "x").lines().contains(option));
        assertEquals(1, Files.readAllLines(jdk.resolve("dumps")).size());
        try (var left = Files.list(target)) {
            assertEquals(List.of("build.log", "dit4j.jar", "dit4j.jsa"),
                    left.map(file -> file.getFileName().toString()).sorted().toList());
        }

        Files.setLastModifiedTime(target.resolve("dit4j.jsa"), FileTime.fromMillis(0));
        assertTrue(launch(java, "x").lines().contains(option));
        assertEquals(2, Files.readAllLines(jdk.resolve("dumps")).size());
    }

    @Test
    void triesToMakeACacheOnceAndStartsWithoutItThen() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        jar();
        Path jdk = jdkThatDumps("exit 1");
        for (int run = 0; run < 2; run++) {
            Run started = launch(Map.of("JAVA_HOME", jdk.toString()), "x");
            assertEquals(0, started.exit());
            assertTrue(started.lines().stream().noneMatch(word -> word.startsWith("-XX:SharedArchiveFile")),
                    started.lines().toString());
        }
        assertEquals(1, Files.readAllLines(jdk.resolve("dumps")).size());
    }

    /** A JDK that runs a command for each cache that it is to make, in which {@code $word} is the option that names the file. */
    private Path jdkThatDumps(String command) throws IOException {
        Path jdk = jdk("jdk", "25");
        script(jdk.resolve("bin/java"), """
                case " $* " in *' -Xshare:dump '*)
                    echo dump >>'%s'
                    for word in "$@"; do
                        case $word in -XX:SharedArchiveFile=*) %s ;; esac
                    done
                esac
                printf '%%s\\n' jdk "$@\"""".formatted(jdk.resolve("dumps"), command));
        return jdk;
    }

    /** Their names are written in the script, where no compiler sees them. */
    @Test
    void tellsTheCompilerAboutKernelsThatThereAre() throws Exception {
        jar();
        List<String[]> patterns = launch(Map.of("JAVA_HOME", jdk("jdk", "25").toString())).lines().stream()
                .filter(word -> word.startsWith("-XX:CompileCommand=CompileThresholdScaling"))
                .map(word -> word.split(",")[1].split("::"))
                .filter(pattern -> !pattern[0].endsWith("*")).toList();
        assertEquals(9, patterns.size());
        for (String[] pattern : patterns) {
            Class<?> named = Class.forName(pattern[0], false, getClass().getClassLoader());
            String start = pattern[1].replace("*", "");
            assertTrue(Stream.of(named.getDeclaredMethods()).anyMatch(method -> method.getName().startsWith(start)), start);
        }
    }

    @Test
    void showsWhyABuildFailed() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        maven("3.8.7", "echo '[ERROR] no such thing'; exit 1");
        Run run = launch(Map.of("JAVA_HOME", jdk("jdk", "25").toString()));
        assertEquals(1, run.exit());
        assertTrue(run.lines().contains("[ERROR] no such thing"), run.lines().toString());
        assertTrue(run.lines().getLast().startsWith("dit4j: the build failed"), run.lines().toString());
        assertFalse(Files.exists(home.resolve("cli/target/dit4j.jar")));
    }

    @Test
    void saysWhenMavenIsTooOld() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        maven("3.6.3", "exit 1");
        Run run = launch(Map.of("JAVA_HOME", jdk("jdk", "25").toString()));
        assertEquals(1, run.exit());
        assertEquals(1, run.lines().size());
        assertTrue(run.lines().getFirst().contains("Maven 3.6 is too old: install Maven 3.8"), run.lines().toString());
    }

    @Test
    void worksThroughALinkFromElsewhere() throws Exception {
        jar();
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a folder", "dit4j"));
        var builder = new ProcessBuilder(link.toString(), "x").directory(path.toFile());
        builder.environment().put("DIT4J_JAVA_HOME", jdk("jdk", "25").toString());
        assertTrue(builder.start().inputReader().lines().toList()
                .contains(home.toRealPath().resolve("cli/target/dit4j.jar").toString()));
    }
}
