package uk.ac.manchester.tornado.api;

/** A device as its backend numbers it. */
public interface TornadoDeviceContext {

    /** Returns the device. */
    TornadoTargetDevice getDevice();

    /** Returns the device's name. */
    String getDeviceName();

    /** Returns the device's index in its backend. */
    int getDeviceIndex();

    /** Returns the backend's index. */
    int getDriverIndex();

    /** Returns whether the device computes in double precision. */
    boolean isFP64Supported();
}
