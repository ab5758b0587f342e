package io.github.dit4j.cli;

import java.util.Optional;

/** A command whose device, and the limit on its memory, are chosen by {@link DeviceOption}. */
interface OnChosenDevice extends OnDevice {

    /** The option. */
    DeviceOption device();

    @Override
    default DeviceWish wish() {
        return device().wish();
    }

    @Override
    default Optional<MemorySize> memoryLimit() {
        return device().memoryLimit();
    }
}
