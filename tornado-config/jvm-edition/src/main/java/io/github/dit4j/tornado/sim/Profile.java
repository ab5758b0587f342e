package io.github.dit4j.tornado.sim;

import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** What an execution took: bytes copied, and nanoseconds in kernels and in all. */
public final class Profile {

    private long bytesToDevice;
    private long bytesToHost;
    private long kernelNanos;
    private long totalNanos;

    void toDevice(TornadoNativeArray array) {
        bytesToDevice += array.getNumBytesOfSegmentWithHeader();
    }

    void toHost(TornadoNativeArray array) {
        bytesToHost += array.getNumBytesOfSegmentWithHeader();
    }

    void kernel(long nanos) {
        kernelNanos += nanos;
    }

    void total(long nanos) {
        totalNanos += nanos;
    }

    /** Returns the bytes copied to the device. */
    public long bytesToDevice() {
        return bytesToDevice;
    }

    /** Returns the bytes copied to the host. */
    public long bytesToHost() {
        return bytesToHost;
    }

    /** Returns the nanoseconds spent in kernels. */
    public long kernelNanos() {
        return kernelNanos;
    }

    /** Returns the nanoseconds of the whole execution. */
    public long totalNanos() {
        return totalNanos;
    }
}
