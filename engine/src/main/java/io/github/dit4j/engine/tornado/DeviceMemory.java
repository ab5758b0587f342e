package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.memory.Buffer;
import java.util.Comparator;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** Whether a program fits a device: TornadoVM finds out in the middle of a run, and then by a null pointer (5.2). */
final class DeviceMemory {

    private DeviceMemory() {}

    /**
     * Checks a program.
     *
     * @param name of the device, for the message
     * @throws DeviceException if it does not fit
     */
    static void require(RingPlan ring, TornadoDevice device, String name) {
        long needed = ring.deviceBytes();
        if (needed > device.getMaxGlobalMemory()) {
            throw new DeviceException("this program needs " + TornadoErrors.mebibytes(needed) + " MiB on " + name
                    + ", which has " + TornadoErrors.mebibytes(device.getMaxGlobalMemory()) + "; use a smaller batch or model");
        }
        ring.stages().stream().flatMap(stage -> stage.touched().stream()).max(Comparator.comparingLong(Buffer::bytes))
                .filter(largest -> largest.bytes() > device.getMaxAllocMemory()).ifPresent(largest -> {
                    throw new DeviceException("this program has a tensor of " + TornadoErrors.mebibytes(largest.bytes())
                            + " MiB, and " + name + " allows " + TornadoErrors.mebibytes(device.getMaxAllocMemory())
                            + " in one piece; use a smaller batch");
                });
    }
}
