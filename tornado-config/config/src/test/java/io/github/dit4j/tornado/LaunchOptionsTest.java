package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchOptionsTest {

    private static final TornadoInstallation SDK = new TornadoInstallation(
            Path.of("sdk"), "5.2.0-jdk25", Set.of(Backend.OPENCL), Path.of("sdk", "tornado-argfile"));

    @Test
    void theJvmNeedsItsVectorModule() {
        assertEquals(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"),
                LaunchOptions.jvm().jvmArguments());
    }

    @Test
    void tornadoVmNeedsItsArgfileNoBailoutAndItsMemory() {
        assertEquals(List.of("@" + Path.of("sdk", "tornado-argfile"), "--add-modules", "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED", "-Dtornado.recover.bailout=False",
                "-Dtornado.device.memory=17MB"),
                LaunchOptions.tornado(SDK, 16 << 20).jvmArguments());
    }

    @ParameterizedTest
    @CsvSource({"1, 1MB", "1048576, 2MB", "17179869184, 17408MB"})
    void memoryIsTheNeedAndASixteenthInWholeMebibytes(long bytes, String expected) {
        assertEquals(Optional.of(expected), LaunchOptions.tornado(SDK, bytes).deviceMemory());
    }

    @Test
    void anUnknownNeedLeavesTheDefault() {
        assertEquals(Optional.empty(), LaunchOptions.tornado(SDK, 0).deviceMemory());
        assertThrows(IllegalArgumentException.class, () -> LaunchOptions.tornado(SDK, -1));
        assertThrows(ArithmeticException.class, () -> LaunchOptions.tornado(SDK, Long.MAX_VALUE).deviceMemory());
    }
}
