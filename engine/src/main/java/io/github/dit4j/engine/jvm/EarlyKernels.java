package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.op.Activation;
import java.util.Arrays;

/**
 * Calls the kernels that small networks take, until the JVM has compiled those that matter. Until then each operation on a vector
 * is a call that makes an object: here it is made for few numbers, and while there is a core to spare. What is computed is left.
 */
final class EarlyKernels {
    // By the launcher's thresholds the compiler begins with a kernel after some ten calls, and again after fifty.
    private static final int CALLS = 100;
    // Not whole vectors alone: a loop over what is left that has never been seen to run makes the compiler begin again.
    private static final int COUNT = 65;
    private static final int DEPTH = 16;
    // Full tiles and what is left of them.
    private static final int WIDE_ROWS = 7;
    private static final int NARROW_ROWS = 9;

    private EarlyKernels() {}

    static void compile(Kernels kernels) {
        int lanes = kernels.lanes();
        int wide = Panels.WIDE * lanes;
        int row = 2 * wide;
        var a = new float[NARROW_ROWS * row];
        var b = new float[DEPTH * wide];
        var c = new float[a.length];
        Arrays.fill(a, 1);
        repeat(() -> {
            kernels.multiply(a, 0, DEPTH, WIDE_ROWS, b, 0, wide, DEPTH, c, 0, wide);
            kernels.multiply(a, 0, DEPTH, NARROW_ROWS, b, 0, lanes, DEPTH, c, 0, lanes);
        });
        repeat(() -> kernels.normalize(a, 0, row, 1e-6f, a, 0, 1, a, 0, c, 0));
        repeat(() -> kernels.softmax(c, 0, COUNT, 1));
        repeat(() -> kernels.scale(a, 0, 1, c, 0, row));
        repeat(() -> kernels.activate(Activation.GELU_ERF, a, 0, wide, c, 0, wide, 2, wide));
        repeat(() -> kernels.add(a, 0, wide, a, c, 0, wide, 2, wide));
        repeat(() -> kernels.add(a, 0, a, 0, c, 0, row));
    }

    private static void repeat(Runnable kernel) {
        for (int call = 0; call < CALLS; call++) {
            kernel.run();
        }
    }
}
