package io.github.dit4j.cli;

import java.io.IOException;
import java.util.Optional;

/** A command that uses devices, and has to be run by a JVM with TornadoVM in it if one of its devices is TornadoVM's. */
interface OnDevice {

    /** Which devices. */
    DeviceWish wish();

    /** The limit on device memory that the user gave. */
    Optional<MemorySize> memoryLimit();

    /**
     * How many bytes of device memory it takes; only asked if a device of TornadoVM is used and no limit was given.
     *
     * @throws IOException if a file cannot be read that says so
     */
    long deviceBytes() throws IOException;
}
