package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

class BackendTest {

    @ParameterizedTest
    @EnumSource
    void everyBackendIsFoundByItsNames(Backend backend) {
        assertEquals(Optional.of(backend), Backend.ofSdkName(backend.sdkName()));
        assertDoesNotThrow(() -> TornadoVMBackendType.valueOf(backend.name()), "TornadoVM calls it something else");
    }

    @Test
    void unknownNamesAreNoBackends() {
        assertEquals(Optional.empty(), Backend.ofSdkName("quantum-backend"));
        assertEquals("opencl-backend", Backend.OPENCL.sdkName());
    }

    @Test
    void driversDependOnTheOperatingSystem() {
        assertEquals(List.of("libcuda.so.1"), Backend.CUDA.driverLibraries("Linux"));
        assertEquals(List.of("nvcuda.dll"), Backend.PTX.driverLibraries("Windows 11"));
        assertEquals(List.of(), Backend.CUDA.driverLibraries("Mac OS X"));
        assertEquals(List.of(), Backend.METAL.driverLibraries("Linux"));
    }

    @Test
    void aProbeSaysWhatIsMissing() {
        var none = Backend.METAL.probe(List.of());
        assertTrue(none.describe().contains("no such driver on"), none.describe());
        var missing = Backend.CUDA.probe(List.of("libno-such-driver.so"));
        assertEquals("CUDA: cannot load libno-such-driver.so; install the device's driver,"
                + " or put its directory on the library path", missing.describe());
    }

    /** Every JDK brings a library that can be loaded without more. */
    private static List<String> someLibrary() {
        String home = System.getProperty("java.home");
        return List.of(home + "/lib/" + System.mapLibraryName("verify"), home + "/bin/" + System.mapLibraryName("verify"));
    }

    @Test
    void aProbeLoadsALibraryThatIsThere() {
        var found = assertInstanceOf(DriverProbe.Found.class, Backend.SPIRV.probe(someLibrary()));
        assertTrue(found.describe().startsWith("SPIRV: "), found.describe());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENCL", "CUDA", "PTX"})
    void aLibraryThatIsNoDriverIsSaidNotToWork(Backend backend) {
        String text = assertInstanceOf(DriverProbe.Missing.class, backend.probe(someLibrary())).describe();
        assertTrue(text.matches("(?s).* does not work: it has no function (cl|cu).*; install .*"), text);
    }

    @Test
    void theProbeOfThisMachineGivesAnAnswer() {
        for (Backend backend : Backend.values()) {
            assertEquals(backend, backend.probe().backend());
        }
    }
}
