package io.github.dit4j.sampler;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.layers.vae.AutoencoderKL;
import java.util.OptionalLong;

/** How large a part of an image fits into memory while it is decoded. */
final class DecoderMemory {
    // Larger ones take gigabytes for a layer, and the work of attention grows with the square of the area.
    static final int LARGEST_WHOLE = 128;
    private static final int[] SIDES = {LARGEST_WHOLE, 64, 32, 16};
    private static final long MEGABYTE = 1_000_000;

    private DecoderMemory() {
    }

    static TilePlan plan(AutoencoderKL network, int height, int width, Device device) {
        OptionalLong own = device.report().memoryBytes();
        if (own.isPresent()) {
            return plan(network, height, width, own.getAsLong());
        }
        if (bytes(network, TilePlan.of(height, width, LARGEST_WHOLE)) > freeHeap()) {
            System.gc(); // what sampling left behind counts as used until it is collected
        }
        return plan(network, height, width, freeHeap());
    }

    /**
     * The largest tiles that fit.
     *
     * @param available bytes
     * @throws IllegalArgumentException if even the smallest do not
     */
    static TilePlan plan(AutoencoderKL network, int height, int width, long available) {
        long least = 0;
        for (int side : SIDES) {
            TilePlan plan = TilePlan.of(height, width, side);
            least = bytes(network, plan);
            if (least <= available) {
                return plan;
            }
        }
        throw new IllegalArgumentException("decoding takes " + Math.ceilDiv(least, MEGABYTE) + " MB even in small tiles, and "
                + available / MEGABYTE + " MB are free; give the JVM more (-Xmx8g), or decode on another device");
    }

    /** Weights, layers and the result. */
    private static long bytes(AutoencoderKL network, TilePlan plan) {
        return Devices.bytes(network.decoder(1, plan.tileHeight(), plan.tileWidth()));
    }

    private static long freeHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    }
}
