package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TornadoSetupTest {
    private static final TornadoInstallation SDK = new TornadoInstallation(
            Path.of("sdk"), "5.2.0-jdk25", Set.of(Backend.OPENCL, Backend.CUDA), List.of());
    private static final DriverProbe NO_CUDA = new DriverProbe.Missing(Backend.CUDA, "cannot load libcuda.so.1");

    @Test
    void withoutAnSdkItSaysHowToNameOne() {
        assertEquals("TORNADOVM_HOME is not set; set it to the folder of a TornadoVM SDK",
                TornadoSetup.of(Map.of()).describe());
    }

    @Test
    void aFolderThatIsNoSdkIsSaidToBeNone() {
        var setup = TornadoSetup.of(Map.of("TORNADOVM_HOME", "/no/such/folder"));
        assertInstanceOf(TornadoSetup.Broken.class, setup);
        assertTrue(setup.describe().startsWith("it cannot start: no TornadoVM SDK in"), setup.describe());
    }

    @Test
    void aNameThatIsNoPathIsSaidToBeNone() {
        var setup = TornadoSetup.of(Map.of("TORNADOVM_HOME", "my\0sdk"));
        assertInstanceOf(TornadoSetup.Broken.class, setup);
        assertTrue(setup.describe().contains("TORNADOVM_HOME names no folder") && setup.describe().contains("my\0sdk"),
                setup.describe());
    }

    @Test
    void aBackendWithoutDriverIsLeftOut() {
        var found = new DriverProbe.Found(Backend.OPENCL, "libOpenCL.so.1", 0);
        var ready = assertInstanceOf(TornadoSetup.Ready.class, TornadoSetup.of(SDK, List.of(found, NO_CUDA)));
        assertEquals(Set.of(Backend.OPENCL), ready.backends());
        assertEquals(Map.of(Backend.CUDA, "cannot load libcuda.so.1"), ready.missing());
        assertEquals("TornadoVM 5.2.0-jdk25 in sdk, opencl", ready.describe());
    }

    @Test
    void onlyDevicesThatAreNoProcessorsCountAsAccelerators() {
        for (int accelerators : List.of(0, 2)) {
            var found = new DriverProbe.Found(Backend.OPENCL, "libOpenCL.so.1", accelerators);
            var ready = assertInstanceOf(TornadoSetup.Ready.class, TornadoSetup.of(SDK, List.of(found)));
            assertEquals(accelerators > 0, ready.hasAccelerator());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutOpenClThereIsNoSpirvEither(boolean listed) {
        Set<Backend> backends = listed ? Set.of(Backend.OPENCL, Backend.SPIRV) : Set.of(Backend.SPIRV);
        var sdk = new TornadoInstallation(Path.of("sdk"), "5.2.0-jdk25", backends, List.of());
        DriverProbe levelZero = new DriverProbe.Found(Backend.SPIRV, "libze_loader.so.1", 1);
        DriverProbe openCl = new DriverProbe.Found(Backend.OPENCL, "libOpenCL.so.1", 1);
        DriverProbe noOpenCl = new DriverProbe.Missing(Backend.OPENCL, "cannot load libOpenCL.so.1");

        var ready = assertInstanceOf(TornadoSetup.Ready.class,
                TornadoSetup.of(sdk, backend -> backend == Backend.SPIRV ? levelZero : openCl));
        assertEquals(backends, ready.backends());

        var broken = TornadoSetup.of(sdk, backend -> backend == Backend.SPIRV ? levelZero : noOpenCl);
        assertInstanceOf(TornadoSetup.Broken.class, broken);
        assertTrue(broken.describe().endsWith("SPIRV: TornadoVM's SPIR-V takes OpenCL as well: cannot load libOpenCL.so.1"),
                broken.describe());
    }

    @Test
    void anSdkWithoutAnyDriverIsOfNoUse() {
        var setup = TornadoSetup.of(SDK, List.of(NO_CUDA));
        assertFalse(setup instanceof TornadoSetup.Ready);
        assertEquals("it cannot start: the SDK in sdk reaches no device. CUDA: cannot load libcuda.so.1",
                setup.describe());
    }
}
