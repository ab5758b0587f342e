package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Classifier-free guidance, {@link io.github.dit4j.engine.op.Op.Guide}. */
public final class GuideKernel {

    private GuideKernel() {}

    /**
     * {@code output = last + Σₖ scaleₖ · (predictionₖ − last)} in the guided channels, the first prediction in the others.
     * One thread computes one element.
     *
     * @param predictions {@code [conditions, images, depth, plane]}; the last is the one to move away from
     * @param scales {@code [conditions − 1, images]}
     * @param output {@code [images, depth, plane]}; none of the inputs
     * @param plane pixels of a channel
     * @param channels how many of the {@code depth} channels are guided
     */
    public static void guide(FloatArray predictions, FloatArray scales, FloatArray output,
            int conditions, int images, int depth, int plane, int channels) {
        for (@Parallel int row = 0; row < images * depth; row++) {
            for (@Parallel int i = 0; i < plane; i++) {
                int size = images * depth * plane;
                int at = row * plane + i;
                int image = row / depth;
                // What is not guided starts from the first prediction and adds nothing.
                int others = row % depth < channels ? conditions - 1 : 0;
                float base = predictions.get(others * size + at);
                float sum = base;
                for (int k = 0; k < others; k++) {
                    sum += scales.get(k * images + image) * (predictions.get(k * size + at) - base);
                }
                output.set(at, sum);
            }
        }
    }
}
