package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchOptionsTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path modules;

    private TornadoInstallation sdk;

    /** An SDK with two backends, as the one of TornadoVM 5.2.0 lays them out. */
    @BeforeEach
    void makeSdk() throws IOException {
        for (String jar : List.of("tornado-api", "tornado-drivers-opencl", "tornado-drivers-cuda", "tornado-cublas")) {
            Files.createFile(modules.resolve(jar + "-5.2.0-jdk25.jar"));
        }
        sdk = new TornadoInstallation(Path.of("sdk"), "5.2.0-jdk25", Set.of(Backend.OPENCL, Backend.CUDA), List.of(
                "-server",
                "--module-path", "." + File.pathSeparator + modules,
                "--add-modules", "ALL-SYSTEM,tornado.runtime,tornado.drivers.opencl,tornado.drivers.cuda,tornado.cublas",
                "--enable-native-access=tornado.drivers.opencl,tornado.drivers.cuda",
                "--add-reads=tornado.drivers.cuda=jdk.graal.compiler",
                "--add-opens=jdk.graal.compiler/jdk.graal.compiler.core=tornado.drivers.cuda",
                "--add-exports=jdk.graal.compiler/jdk.graal.compiler.lir=tornado.runtime,tornado.drivers.cuda"));
    }

    private static List<String> arguments(TornadoInstallation sdk, Set<Backend> backends) {
        return new LaunchOptions(sdk, backends, 16 * MEBIBYTE).jvmArguments();
    }

    @Test
    void theSdkIsStartedWithItsOwnArgumentsAndWithoutSilentFallbacks() {
        List<String> arguments = arguments(sdk, Set.of(Backend.OPENCL, Backend.CUDA));
        assertEquals("-server", arguments.getFirst());
        assertTrue(arguments.containsAll(sdk.arguments().subList(3, 8)), arguments.toString());
        assertEquals(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-Dtornado.recover.bailout=False", "-Dtornado.device.memory=16MB"),
                arguments.subList(arguments.size() - 5, arguments.size()));
    }

    @Test
    void theCurrentFolderIsNotOnTheModulePath() {
        List<String> arguments = arguments(sdk, Set.of(Backend.OPENCL, Backend.CUDA));
        assertEquals(modules.toString(), arguments.get(arguments.indexOf("--module-path") + 1));
    }

    @Test
    void nothingIsLeftOfABackendThatCannotStart() {
        List<String> arguments = arguments(sdk, Set.of(Backend.OPENCL));
        String path = arguments.get(arguments.indexOf("--module-path") + 1);
        assertEquals(List.of("tornado-api-5.2.0-jdk25.jar", "tornado-drivers-opencl-5.2.0-jdk25.jar"),
                List.of(path.split(File.pathSeparator)).stream().map(jar -> Path.of(jar).getFileName().toString()).toList());
        assertEquals("ALL-SYSTEM,tornado.runtime,tornado.drivers.opencl",
                arguments.get(arguments.indexOf("--add-modules") + 1));
        assertTrue(arguments.contains("--enable-native-access=tornado.drivers.opencl"));
        assertTrue(arguments.contains("--add-exports=jdk.graal.compiler/jdk.graal.compiler.lir=tornado.runtime"));
        assertFalse(String.join(" ", arguments).contains("cuda"), arguments.toString());
    }

    @ParameterizedTest
    @CsvSource({"0, 16MB", "1, 17MB", "16777216, 33MB", "17179869184, 17424MB"})
    void theLimitIsTheNeedASixteenthAndAnAllowance(long bytes, String expected) {
        var options = new LaunchOptions(sdk, Set.of(Backend.OPENCL), LaunchOptions.limitFor(bytes));
        assertEquals(expected, options.deviceMemory());
    }

    @Test
    void noMemoryAndNoBackendAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LaunchOptions(sdk, Set.of(Backend.OPENCL), 0));
        assertThrows(IllegalArgumentException.class, () -> new LaunchOptions(sdk, Set.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> new LaunchOptions(sdk, Set.of(Backend.METAL), 1));
        assertThrows(ArithmeticException.class, () -> LaunchOptions.limitFor(Long.MAX_VALUE));
    }
}
