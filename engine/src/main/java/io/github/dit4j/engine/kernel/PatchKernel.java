package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Images to patches and back, {@link io.github.dit4j.engine.op.ImageOp.Patchify} and
 * {@link io.github.dit4j.engine.op.ImageOp.Unpatchify}. Patches follow one another row by row. One thread moves one element.
 */
public final class PatchKernel {

    private PatchKernel() {}

    /**
     * Cuts images into patches of {@code patch · patch} pixels, flattened as (channel, row, column).
     *
     * @param image {@code [images, channels, height, width]}; patch divides height and width
     * @param tokens {@code [images, (height/patch) · (width/patch), channels · patch · patch]}; not the input
     */
    public static void patchify(FloatArray image, FloatArray tokens,
            int images, int channels, int height, int width, int patch) {
        for (@Parallel int token = 0; token < images * (height / patch) * (width / patch); token++) {
            for (@Parallel int element = 0; element < channels * patch * patch; element++) {
                int across = width / patch;
                int down = height / patch;
                int n = token / (down * across);
                int y = token / across % down * patch + element / patch % patch;
                int x = token % across * patch + element % patch;
                int channel = element / (patch * patch);
                tokens.set(token * channels * patch * patch + element,
                        image.get(((n * channels + channel) * height + y) * width + x));
            }
        }
    }

    /**
     * Puts images together from patches flattened as (row, column, channel).
     *
     * @param tokens {@code [images, skip + (height/patch) · (width/patch), patch · patch · channels]}
     * @param image {@code [images, channels, height, width]}; not the input
     * @param skip tokens before the first patch, left out
     */
    public static void unpatchify(FloatArray tokens, FloatArray image,
            int images, int channels, int height, int width, int patch, int skip) {
        for (@Parallel int plane = 0; plane < images * channels; plane++) {
            for (@Parallel int y = 0; y < height; y++) {
                for (@Parallel int x = 0; x < width; x++) {
                    int across = width / patch;
                    int n = plane / channels;
                    int channel = plane % channels;
                    int token = n * (skip + height / patch * across) + skip + y / patch * across + x / patch;
                    int element = (y % patch * patch + x % patch) * channels + channel;
                    image.set((plane * height + y) * width + x, tokens.get(token * patch * patch * channels + element));
                }
            }
        }
    }
}
