package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.op.Op;

/** The operations on elements. */
final class ElementSteps {
    /** Where pieces end does not depend on the number of threads: an element always has the same place in its vector. */
    private static final int PIECE = 1 << 13;

    private ElementSteps() {}

    static Step add(Op.Add op, StepContext context) {
        Kernels kernels = context.kernels();
        float[] a = context.arrays().floats(op.a());
        float[] b = context.arrays().floats(op.b());
        float[] output = context.arrays().floats(op.output());
        int period = op.b().shape().size();
        return pieces(op.output().shape().size(), context, (from, count) -> {
            int done = 0;
            while (done < count) {
                int at = (from + done) % period;
                int run = Math.min(count - done, period - at);
                kernels.add(a, from + done, b, at, output, from + done, run);
                done += run;
            }
        });
    }

    static Step activate(Op.Activate op, StepContext context) {
        Kernels kernels = context.kernels();
        float[] x = context.arrays().floats(op.x());
        float[] output = context.arrays().floats(op.output());
        return pieces(op.output().shape().size(), context,
                (from, count) -> kernels.activate(op.function(), x, from, output, from, count));
    }

    static Step guide(Op.Guide op, StepContext context) {
        float[] predictions = context.arrays().floats(op.predictions());
        float[] scales = context.arrays().floats(op.scales());
        float[] output = context.arrays().floats(op.output());
        int size = op.output().shape().size();
        int images = op.output().shape().dim(0);
        int image = size / images;
        int guided = image / op.output().shape().dim(1) * op.channels();
        int last = op.conditions() - 1;
        return pieces(size, context, (from, count) -> {
            for (int at = from; at < from + count; at++) {
                float value = predictions[at];
                if (at % image < guided) {
                    float away = predictions[last * size + at];
                    value = away;
                    for (int k = 0; k < last; k++) {
                        value = Math.fma(scales[k * images + at / image], predictions[k * size + at] - away, value);
                    }
                }
                output[at] = value;
            }
        });
    }

    static Step embedding(Op.Embedding op, StepContext context) {
        int[] ids = context.arrays().ints(op.ids());
        float[] table = context.arrays().floats(op.table());
        float[] output = context.arrays().floats(op.output());
        int width = op.table().shape().width();
        int count = op.ids().shape().size();
        return () -> {
            for (int i = 0; i < count; i++) {
                System.arraycopy(table, ids[i] * width, output, i * width, width);
            }
        };
    }

    static Step sinusoidalEmbedding(Op.SinusoidalEmbedding op, StepContext context) {
        float[] t = context.arrays().floats(op.t());
        float[] frequencies = context.arrays().floats(op.frequencies());
        float[] output = context.arrays().floats(op.output());
        int half = op.frequencies().shape().size();
        int count = op.t().shape().size();
        return () -> {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < half; j++) {
                    float angle = t[i] * frequencies[j]; // rounded to a float, as in the published networks
                    output[2 * half * i + j] = (float) Math.cos(angle);
                    output[2 * half * i + half + j] = (float) Math.sin(angle);
                }
            }
        };
    }

    /** Some consecutive elements of the output. */
    private interface Piece {
        void compute(int from, int count);
    }

    private static Step pieces(int size, StepContext context, Piece piece) {
        ThreadTeam team = context.team();
        ThreadTeam.Tiled tiled = (tile, _) -> piece.compute(tile * PIECE, Math.min(PIECE, size - tile * PIECE));
        return () -> team.run(Math.ceilDiv(size, PIECE), tiled);
    }
}
