package io.github.dit4j.sampler;

import java.util.Arrays;
import java.util.List;

/**
 * Puts decoded tiles together. Where two overlap, one gives way to the other along a ramp over the middle half of the
 * overlap; the pixels next to a cut, which have zeros for neighbours where there was more of the image, count for nothing.
 */
final class TileBlend {
    private final TilePlan plan;
    private final int channels;
    private final int factor;
    private final int height;
    private final int width;
    private final float[] sums;
    private final float[] weights;

    /**
     * An image without any tile.
     *
     * @param factor pixels along the side of a latent
     */
    TileBlend(TilePlan plan, int channels, int factor) {
        this.plan = plan;
        this.channels = channels;
        this.factor = factor;
        height = (plan.tops().getLast() + plan.tileHeight()) * factor;
        width = (plan.lefts().getLast() + plan.tileWidth()) * factor;
        sums = new float[Math.multiplyExact(Math.multiplyExact(channels, height), width)];
        weights = new float[height * width];
    }

    /**
     * Adds a tile.
     *
     * @param row which row of tiles
     * @param column which column of tiles
     * @param tile {@code [channels, tileHeight · factor, tileWidth · factor]}
     */
    void add(int row, int column, float[] tile) {
        float[] down = ramp(plan.tops(), row, plan.tileHeight());
        float[] across = ramp(plan.lefts(), column, plan.tileWidth());
        int top = plan.tops().get(row) * factor;
        int left = plan.lefts().get(column) * factor;
        for (int y = 0; y < down.length; y++) {
            for (int x = 0; x < across.length; x++) {
                float weight = down[y] * across[x];
                int at = (top + y) * width + left + x;
                weights[at] += weight;
                for (int channel = 0; channel < channels; channel++) {
                    sums[channel * height * width + at] += weight * tile[(channel * down.length + y) * across.length + x];
                }
            }
        }
    }

    /** How much each pixel of a tile counts along one axis: 1, but for where it gives way to its neighbours. */
    private float[] ramp(List<Integer> starts, int index, int extent) {
        var weights = new float[extent * factor];
        Arrays.fill(weights, 1);
        if (index > 0) {
            int overlap = (starts.get(index - 1) + extent - starts.get(index)) * factor;
            for (int i = 0; i < overlap; i++) {
                weights[i] *= share(i, overlap);
            }
        }
        if (index < starts.size() - 1) {
            int overlap = (starts.get(index) + extent - starts.get(index + 1)) * factor;
            for (int i = 0; i < overlap; i++) {
                weights[weights.length - 1 - i] *= share(i, overlap);
            }
        }
        return weights;
    }

    /** From 0 to 1 over the middle half of an overlap; what two neighbours have of a pixel adds up to 1. */
    private static float share(int distance, int overlap) {
        return (float) Math.clamp(2 * (distance + 0.5) / overlap - 0.5, 0, 1);
    }

    /** The image, {@code [channels, height, width]}, once all tiles were added. */
    float[] image() {
        var image = new float[sums.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = sums[i] / weights[i % weights.length];
        }
        return image;
    }
}
