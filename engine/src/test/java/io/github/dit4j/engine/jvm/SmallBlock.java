package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.DoubleOps;
import io.github.dit4j.engine.testing.OpCase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * An adaLN transformer block with seeded inputs and weights.
 *
 * @param inputs of the program
 * @param weightValues of the program
 */
record SmallBlock(int tokens, int width, int heads, Program program, Map<Tensor, float[]> inputs,
        Map<Tensor, float[]> weightValues) {

    static SmallBlock of(int batch, int tokens, int width, int heads) {
        Program program = program(batch, tokens, width, heads);
        var random = new Random(tokens);
        var inputs = new LinkedHashMap<Tensor, float[]>();
        program.inputs().forEach(tensor -> inputs.put(tensor, normal(tensor, 1, random)));
        var weights = new LinkedHashMap<Tensor, float[]>();
        program.weights().forEach(tensor -> weights.put(tensor, normal(tensor, Math.sqrt(1.0 / width), random)));
        return new SmallBlock(tokens, width, heads, program, inputs, weights);
    }

    private static float[] normal(Tensor tensor, double deviation, Random random) {
        var values = new float[tensor.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private static Program program(int batch, int tokens, int width, int heads) {
        var program = ProgramBuilder.named("small");
        Tensor x = program.input("x", DType.F32, batch, tokens, width);
        Tensor modulation = program.input("modulation", DType.F32, batch, 6 * width);
        var block = program.block("block");
        Tensor normal = block.layerNorm("norm1", x, new Normalization.Modulated(
                Slice.part(modulation, 0, 6), Slice.part(modulation, 1, 6)), 1e-6f);
        Tensor qkv = block.linear("qkv", normal, 3 * width, Epilogue.NONE);
        Tensor attended = block.attention("attention", Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3),
                Slice.part(qkv, 2, 3), heads);
        Tensor stream = block.linear("projection", attended, width,
                new Epilogue.GatedResidual(x, Slice.part(modulation, 2, 6)));
        Tensor again = block.layerNorm("norm2", stream, 1e-5f);
        Tensor hidden = block.linear("fc1", again, 4 * width, new Epilogue.Activate(Activation.GELU_ERF));
        Tensor silu = block.activate("silu", hidden, Activation.SILU);
        program.output(block.linear("fc2", silu, width, new Epilogue.Residual(stream)));
        block.end();
        return program.build();
    }

    Tensor output() {
        return program.outputs().getFirst();
    }

    Weights weights() {
        return OpCase.weights(weightValues);
    }

    /** The same block for one of its images. */
    SmallBlock image(int image) {
        Program single = program(1, tokens, width, heads);
        var values = new LinkedHashMap<Tensor, float[]>();
        for (Tensor input : single.inputs()) {
            float[] all = inputs.get(program.input(input.name()));
            int size = input.shape().size();
            values.put(input, Arrays.copyOfRange(all, image * size, (image + 1) * size));
        }
        return new SmallBlock(tokens, width, heads, single, values, weightValues);
    }

    float[] runOn(Device device) {
        try (var engine = device.open(weights()); var executor = engine.prepare(program)) {
            inputs.forEach(executor::write);
            executor.run();
            return executor.read(output());
        }
    }

    /** In double precision. */
    double[] expected() {
        var values = new HashMap<Tensor, double[]>();
        inputs.forEach((tensor, floats) -> values.put(tensor, widened(floats)));
        weightValues.forEach((tensor, floats) -> values.put(tensor, widened(floats)));
        for (var block : program.blocks()) {
            block.ops().forEach(op -> values.put(op.output(), DoubleOps.apply(op, values)));
        }
        return values.get(output());
    }

    private static double[] widened(float[] floats) {
        var doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return doubles;
    }
}
