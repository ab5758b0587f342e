package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackendTest {

    @ParameterizedTest
    @EnumSource
    void everyBackendIsFoundByItsNames(Backend backend) {
        assertEquals(Optional.of(backend), Backend.ofSdkName(backend.sdkName()));
        assertEquals(backend.name(), backend.type().name());
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

    @Test
    void aProbeLoadsALibraryThatIsThere() {
        // Every JDK brings one that can be loaded without more.
        String library = System.getProperty("java.home") + "/lib/" + System.mapLibraryName("verify");
        String windows = System.getProperty("java.home") + "/bin/" + System.mapLibraryName("verify");
        var found = assertInstanceOf(DriverProbe.Found.class, Backend.OPENCL.probe(List.of(library, windows)));
        assertTrue(found.describe().startsWith("OPENCL: "), found.describe());
    }

    @Test
    void theProbeOfThisMachineGivesAnAnswer() {
        for (Backend backend : Backend.values()) {
            assertEquals(backend, backend.probe().backend());
        }
    }
}
