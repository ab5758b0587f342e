package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.jvm.KernelsProvider;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.ScalarKernels;
import io.github.dit4j.engine.jvm.kernels.Winograd;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.OpCase;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A convolution takes along what is around it, and gives the same bits as alone. */
class FusionTest {
    private static final int LANES = KernelsProvider.kernels().lanes();

    /** What a program is made of; x has 9 channels, enough for Winograd's algorithm. */
    private interface Body {
        Tensor write(BlockBuilder block, Tensor x);
    }

    /**
     * A program and the operations of its steps.
     *
     * @param steps how many operations each step takes along, the convolution included
     */
    private record Fused(String name, int height, int width, List<Integer> steps, Body body) {

        Program program(int images) {
            var program = ProgramBuilder.named(name);
            Tensor x = program.input("x", DType.F32, images, 9, height, width);
            var block = program.block("block");
            program.output(body.write(block, x));
            block.end();
            return program.build();
        }

        /** The same with all tensors as outputs, so that nothing can be taken along. */
        Program apart(int images) {
            Program program = program(images);
            return program.withOutputs(program.blocks().getFirst().ops().stream().map(op -> op.output().name()).toList());
        }

        @Override
        public String toString() {
            return name + " " + height + "×" + width;
        }
    }

    static Stream<Fused> programs() {
        return Stream.of(new int[] {5, 16}, new int[] {17, 37}).flatMap(size -> Stream.of(
                new Fused("enlarged", size[0], size[1], List.of(2),
                        (block, x) -> block.conv2d("conv", block.upsample("up", x, 2), 5, 3)),
                new Fused("added", size[0], 2 * size[1], List.of(1, 2, 2), (block, x) -> {
                    Tensor first = block.conv2d("first", x, 4, 3);
                    Tensor second = block.add("sum", first, block.conv2d("second", first, 4, 3));
                    return block.add("last", block.conv2d("third", second, 4, 1), first);
                }),
                new Fused("enlarged and added", size[0], size[1], List.of(1, 3), (block, x) -> {
                    Tensor large = block.upsample("large", x, 2);
                    return block.add("sum", large, block.conv2d("conv", block.upsample("up", x, 2), 9, 3));
                })));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void whatIsTakenAlongHasTheSameBits(Fused fused) {
        assertEquals(fused.steps(), Fusion.of(fused.program(2), LANES).stream().map(List::size).toList());
        assertTrue(Fusion.of(fused.apart(2), LANES).stream().allMatch(step -> step.size() == 1));
        float[] together = run(fused.program(2), 1, 0, 2);
        assertArrayEquals(run(fused.apart(2), 1, 0, 2), together, 0f);
        assertArrayEquals(scalar(fused.apart(2)), scalar(fused.program(2)), 0f);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void neitherThreadsNorTheBatchShow(Fused fused) {
        float[] three = run(fused.program(3), 1, 0, 3);
        assertArrayEquals(three, run(fused.program(3), 3, 0, 3), 0f);
        int size = three.length / 3;
        for (int image = 0; image < 3; image++) {
            assertArrayEquals(Arrays.copyOfRange(three, image * size, (image + 1) * size),
                    run(fused.program(1), 2, image, image + 1), 0f);
        }
    }

    @Test
    void whatOthersReadIsNotTakenAlong() {
        assertSteps(1, (block, x) -> {
            Tensor large = block.upsample("up", x, 2);
            return block.add("sum", block.conv2d("conv", large, 3, 1), block.conv2d("other", large, 3, 3));
        });
        assertSteps(1, (block, x) -> {
            Tensor conv = block.conv2d("conv", x, 3, 3);
            return block.add("twice", conv, conv);
        });
        assertSteps(1, (block, x) -> block.conv2d("strided", block.upsample("up", x, 2), 3, 3, 2));
        assertSteps(1, (block, x) -> block.conv2d("conv", block.upsample("up", x, 3), 3, 3));
    }

    private static void assertSteps(int first, Body body) {
        List<List<Op>> steps = Fusion.of(new Fused("apart", 8, 32, List.of(), body).program(1), LANES);
        assertEquals(first, steps.getFirst().size(), steps::toString);
    }

    private static Map<Tensor, float[]> weights(Program program) {
        var random = new Random(1);
        var weights = new LinkedHashMap<Tensor, float[]>();
        program.weights().forEach(weight -> weights.put(weight, normal(weight.shape(), random)));
        return weights;
    }

    private static float[] normal(Shape shape, Random random) {
        var values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Runs a program on some of the images of a row of them. */
    private static float[] run(Program program, int threads, int from, int to) {
        return run(program, threads, KernelsProvider.kernels(), from, to);
    }

    private static float[] scalar(Program program) {
        return run(program, 2, new ScalarKernels(), 0, 2);
    }

    private static float[] run(Program program, int threads, Kernels kernels, int from, int to) {
        Tensor x = program.inputs().getFirst();
        int size = x.shape().size() / (to - from);
        float[] images = normal(Shape.of(to, size), new Random(2));
        try (var engine = new JvmEngine(new CpuDevice(), OpCase.weights(weights(program)), threads, kernels);
                var executor = engine.prepare(program)) {
            executor.write(x, Arrays.copyOfRange(images, from * size, to * size));
            executor.run();
            return executor.read(program.outputs().getFirst());
        }
    }
}
