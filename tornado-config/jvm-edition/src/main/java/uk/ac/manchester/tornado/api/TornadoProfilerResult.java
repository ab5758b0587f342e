package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.Profile;

/**
 * What an execution took. TornadoVM measures only under {@code withProfiler}, without which everything is 0
 * there, but not here.
 */
public class TornadoProfilerResult {

    private final Profile profile;

    TornadoProfilerResult(Profile profile) {
        this.profile = profile;
    }

    /** Returns the nanoseconds of the whole execution. */
    public long getTotalTime() {
        return profile.totalNanos();
    }

    /** Returns the nanoseconds that kernels took on the device. */
    public long getDeviceKernelTime() {
        return profile.kernelNanos();
    }

    /** Returns the bytes copied to the device, headers included. */
    public long getTotalBytesCopyIn() {
        return profile.bytesToDevice();
    }

    /** Returns the bytes copied to the host, headers included. */
    public long getTotalBytesCopyOut() {
        return profile.bytesToHost();
    }
}
