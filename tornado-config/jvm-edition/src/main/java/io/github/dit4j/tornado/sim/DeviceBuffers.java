package io.github.dit4j.tornado.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Makes and fills the device's counterparts of host arrays. */
final class DeviceBuffers {

    private DeviceBuffers() {
    }

    /** Returns a new device array of the class and size of a host array, full of poison. */
    static TornadoNativeArray allocateLike(TornadoNativeArray host) {
        MemorySegment memory = Arena.ofAuto().allocate(host.getNumBytesOfSegmentWithHeader(), Long.BYTES);
        TornadoNativeArray device = switch (host) {
            case FloatArray array -> FloatArray.fromSegmentShallow(memory);
            case HalfFloatArray array -> HalfFloatArray.fromSegmentShallow(memory);
            case IntArray array -> IntArray.fromSegmentShallow(memory);
            default -> throw new IllegalArgumentException("unknown array class " + host.getClass().getName());
        };
        poison(device);
        return device;
    }

    /** Fills an array with what no kernel should read: NaN in floating point, -1 in integers. */
    static void poison(TornadoNativeArray array) {
        array.getSegment().fill((byte) 0xFF);
    }

    /** Copies the elements of one array into another of the same size. */
    static void copy(TornadoNativeArray from, TornadoNativeArray to) {
        to.getSegment().copyFrom(from.getSegment());
    }
}
