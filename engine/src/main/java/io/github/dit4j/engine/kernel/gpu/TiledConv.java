package io.github.dit4j.engine.kernel.gpu;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Convolution as a tiled product of the filters {@code [out, in · size · size]} with what they see of the image, to equal
 * {@link io.github.dit4j.engine.kernel.ConvKernel}. What they see is never stored: it is gathered tile by tile.
 *
 * <p>A work-group of 16 × 16 items computes 64 output channels of 64 pixels, each item 4 × 4 of them, 16 apart, in
 * registers. It walks along {@code in · size · size} in steps of 16: all items bring a tile of the filters and one of the
 * pixels into local memory, zeros beyond the edges of either, then multiply them. See {@link TiledLinear} for what the
 * code owes to TornadoVM.
 *
 * <p>Grid: {@link Grids#conv2d}. Local memory: {@link #localBytes}.
 */
public final class TiledConv {
    /** Items of a work-group along each side, and the extent of a tile along {@code in · size · size}. */
    static final int SIDE = 16;
    /** Channels, and pixels, of an item's share. */
    static final int SPAN = 4;
    /** Items of a work-group. */
    public static final int ITEMS = SIDE * SIDE;

    // Rows of a tile are 66 apart, so that the words that neighbouring items store lie in different banks.
    private static final int STRIDE = SIDE * SPAN + 2;

    private TiledConv() {}

    /** Bytes of local memory that a work-group needs. */
    public static int localBytes() {
        return 2 * SIDE * STRIDE * Float.BYTES;
    }

    /** Equals {@link io.github.dit4j.engine.kernel.ConvKernel#conv2d}. */
    public static void conv2d(KernelContext context, FloatArray input, FloatArray weight, FloatArray bias, FloatArray output,
            int in, int out, int height, int width, int size, int stride, int margin) {
        int itemX = context.localIdx;
        int itemY = context.localIdy;
        int rows = (height + stride - 1) / stride;
        int columns = (width + stride - 1) / stride;
        int depth = in * size * size;
        int blocks = (out + SIDE * SPAN - 1) / (SIDE * SPAN);
        int image = context.groupIdy / blocks;
        int firstChannel = context.groupIdy % blocks * SIDE * SPAN;
        int firstPixel = context.groupIdx * SIDE * SPAN;
        float[] filters = context.allocateFloatLocalArray(SIDE * STRIDE);
        float[] seen = context.allocateFloatLocalArray(SIDE * STRIDE);
        float[] sums = new float[16];
        for (int i = 0; i < SPAN * SPAN; i++) {
            sums[i] = 0.0f;
        }
        for (int first = 0; first < depth; first += SIDE) {
            for (int i = 0; i < SPAN; i++) {
                // Neighbouring items read neighbouring words: of a filter here, of a row of pixels below.
                int line = itemY + SIDE * i;
                filters[itemX * STRIDE + line] = filter(weight, firstChannel + line, out, first + itemX, depth);
            }
            for (int i = 0; i < SPAN; i++) {
                int pixel = itemX + SIDE * i;
                seen[itemY * STRIDE + pixel] = pixel(input, image * in, first + itemY, depth, firstPixel + pixel,
                        rows, columns, height, width, size, stride, margin);
            }
            context.localBarrier();
            for (int k = 0; k < SIDE; k++) {
                int channelAt = k * STRIDE + itemY;
                int pixelAt = k * STRIDE + itemX;
                float p0 = seen[pixelAt];
                float p1 = seen[pixelAt + SIDE];
                float p2 = seen[pixelAt + 2 * SIDE];
                float p3 = seen[pixelAt + 3 * SIDE];
                for (int i = 0; i < SPAN; i++) {
                    float factor = filters[channelAt + SIDE * i];
                    sums[SPAN * i] += factor * p0;
                    sums[SPAN * i + 1] += factor * p1;
                    sums[SPAN * i + 2] += factor * p2;
                    sums[SPAN * i + 3] += factor * p3;
                }
            }
            context.localBarrier();
        }
        for (int i = 0; i < SPAN; i++) {
            for (int j = 0; j < SPAN; j++) {
                int channel = firstChannel + itemY + SIDE * i;
                int pixel = firstPixel + itemX + SIDE * j;
                if (channel < out && pixel < rows * columns) {
                    output.set((image * out + channel) * rows * columns + pixel, sums[SPAN * i + j] + bias.get(channel));
                }
            }
        }
    }

    /** An element of a filter, 0 beyond the last one. */
    private static float filter(FloatArray weight, int channel, int out, int k, int depth) {
        float element = 0.0f;
        if (channel < out && k < depth) {
            element = weight.get(channel * depth + k);
        }
        return element;
    }

    /** What the k-th element of a filter meets when it computes a pixel, 0 where there is no image. */
    private static float pixel(FloatArray input, int firstPlane, int k, int depth, int pixel, int rows, int columns,
            int height, int width, int size, int stride, int margin) {
        float element = 0.0f;
        int y = pixel / columns * stride + k / size % size - margin;
        int x = pixel % columns * stride + k % size - margin;
        if (k < depth && pixel < rows * columns && y >= 0 && y < height && x >= 0 && x < width) {
            element = input.get(((firstPlane + k / (size * size)) * height + y) * width + x);
        }
        return element;
    }
}
