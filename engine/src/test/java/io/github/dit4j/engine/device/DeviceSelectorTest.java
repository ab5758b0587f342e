package io.github.dit4j.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.tensor.Weights;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceSelectorTest {
    private record Named(String id, boolean isForChecking, boolean gpu, Optional<String> unusable) implements Device {
        Named(String id, boolean isForChecking) {
            this(id, isForChecking, false, Optional.empty());
        }

        @Override
        public DeviceReport report() {
            return new DeviceReport("test", id, "", gpu, OptionalLong.empty(), Support.NO, Support.NO, Support.NO,
                    Support.NO, unusable);
        }

        @Override
        public String description() {
            return id;
        }

        @Override
        public Engine open(Weights weights) {
            throw new UnsupportedOperationException();
        }
    }

    private final DeviceSelector selector = new DeviceSelector(
            List.of(new Named("sim", true), new Named("opencl:0:0", false), new Named("cpu", false)));

    @Test
    void autoChoosesTheFirstThatIsNotForChecking() {
        assertEquals("opencl:0:0", selector.select("auto").id());
    }

    @Test
    void aNamedDeviceIsTakenEvenIfItIsForChecking() {
        assertEquals("sim", selector.select("sim").id());
        assertEquals("cpu", selector.select(" CPU ").id());
    }

    @Test
    void theFirstPartsOfAnIdStandForTheFirstThatBeginsWithThem() {
        var several = new DeviceSelector(List.of(
                new Named("opencl:0:0", true), new Named("opencl:1:0", false, true, Optional.empty()),
                new Named("opencl:1:1", false), new Named("opencl:10:0", false), new Named("cuda:0", false)));
        assertEquals("opencl:0:0", several.select("opencl").id());
        assertEquals("opencl:1:0", several.select("opencl:1").id());
        assertEquals("opencl:1:1", several.select("OpenCL:1:1").id());
        assertEquals("cuda:0", several.select("cuda").id());
        assertEquals("opencl:1:0", several.select("gpu").id());
        for (String none : List.of("open", "opencl:2", "opencl:1:2", "cuda:1", "")) {
            assertThrows(DeviceNotFoundException.class, () -> several.select(none), none);
        }
        assertThrows(DeviceNotFoundException.class, () -> selector.select("gpu"));
    }

    @Test
    void whatCannotBeUsedIsPassedOverAndSaysWhyIfItIsNamed() {
        var two = new DeviceSelector(List.of(
                new Named("opencl:0:0", false, true, Optional.of("it is made of wood")), new Named("opencl:0:1", false)));
        assertEquals("opencl:0:1", two.select("auto").id());
        assertEquals("opencl:0:1", two.select("opencl").id());
        var refused = assertThrows(DeviceNotFoundException.class, () -> two.select("opencl:0:0"));
        assertEquals("opencl:0:0 cannot be used: it is made of wood", refused.getMessage());
    }

    @Test
    void aDeviceThatIsNotThereIsAnErrorThatListsThoseThatAre() {
        var missing = assertThrows(DeviceNotFoundException.class, () -> selector.select("cuda"));
        assertEquals("there is no device cuda; there are sim, opencl:0:0, cpu, and auto chooses", missing.getMessage());
    }

    @Test
    void thereIsAlwaysADeviceForUse() {
        assertThrows(IllegalArgumentException.class, () -> new DeviceSelector(List.of(new Named("sim", true))));
        assertEquals("cpu", Devices.installed().select("cpu").id());
    }
}
