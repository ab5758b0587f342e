package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.ScalarKernels;
import io.github.dit4j.engine.jvm.panama.PanamaKernels;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.OpCase;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which linear layers are multiplied by fast products. */
class LinearProductTest {
    private static final Kernels FAST = new PanamaKernels(true);
    private static final int UNIT = 2 * FAST.half();

    private static Program layer(int in, int out, int... rows) {
        int[] dims = Arrays.copyOf(rows, rows.length + 1);
        dims[rows.length] = in;
        var program = ProgramBuilder.named("layer");
        Tensor x = program.input("x", DType.F32, dims);
        var block = program.block("block");
        program.output(block.linear("linear", x, out, Epilogue.NONE));
        block.end();
        return program.build();
    }

    private static boolean isFast(int in, int out, int... rows) {
        return LinearProduct.isFast((Op.Linear) layer(in, out, rows).blocks().getFirst().ops().getFirst(), FAST);
    }

    @Test
    void thoseOfTransformersAre() {
        assertTrue(isFast(384, 1152, 1, 256));
        assertTrue(isFast(384, 384, 2, 256));
        assertTrue(isFast(2048, 512, 1, 257));
        assertTrue(isFast(4608, 1152, 1, 64));
    }

    /** Rows of a batch do not make a layer large, nor those of conditioning, one for each image. */
    @ParameterizedTest
    @CsvSource({"1", "16", "64"})
    void smallOnesAreNotHoweverManyImagesThereAre(int images) {
        assertFalse(isFast(192, 3 * UNIT, images, 64));
        assertFalse(isFast(1152, 108 * UNIT, images));
        assertFalse(isFast(1152, 108 * UNIT, images, 1));
        assertFalse(isFast(64, 64 * UNIT, images, 256));
        assertFalse(isFast(1152, 18 * UNIT + FAST.lanes(), images, 256));
    }

    @Test
    void withoutFastProductsNoneAre() {
        Op.Linear large = (Op.Linear) layer(1152, 4608, 1, 256).blocks().getFirst().ops().getFirst();
        assertFalse(LinearProduct.isFast(large, new PanamaKernels(false)));
        assertFalse(LinearProduct.isFast(large, new ScalarKernels()));
    }

    /** With layers that are small alone and large together, and with those that are large alone. */
    @ParameterizedTest
    @CsvSource({"1, 640", "16, 192", "100, 448"})
    void anImageHasTheSameBitsInABatch(int tokens, int in) {
        int out = 6 * 64;
        int images = 20;
        var random = new Random(1);
        float[] x = random(images * tokens * in, random);
        float[] weight = random(out * in, random);
        float[] bias = random(out, random);
        float[] all = run(layer(in, out, images, tokens), x, weight, bias);
        float[] one = run(layer(in, out, 1, tokens), Arrays.copyOfRange(x, 7 * tokens * in, 8 * tokens * in), weight, bias);
        assertEquals(tokens * out, one.length);
        assertArrayEquals(Arrays.copyOfRange(all, 7 * tokens * out, 8 * tokens * out), one, 0f);
    }

    private static float[] run(Program program, float[] x, float[] weight, float[] bias) {
        var weights = OpCase.weights(Map.of(
                program.weights().get(0), program.weights().get(0).shape().rank() == 2 ? weight : bias,
                program.weights().get(1), program.weights().get(1).shape().rank() == 2 ? weight : bias));
        try (var engine = new CpuDevice(2).open(weights); var executor = engine.prepare(program)) {
            executor.write(program.inputs().getFirst(), x);
            executor.run();
            return executor.read(program.outputs().getFirst());
        }
    }

    private static float[] random(int size, Random random) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
