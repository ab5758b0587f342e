package io.github.dit4j.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.tensor.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceSelectorTest {
    private record Named(String id, boolean isForChecking) implements Device {
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
