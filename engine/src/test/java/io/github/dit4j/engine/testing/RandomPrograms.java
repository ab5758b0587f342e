package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Programs of several blocks whose operations read whatever was written before, near or far: what plans of memory and of
 * task graphs have to get right.
 */
public final class RandomPrograms {
    private static final int BATCH = 2;
    private static final int TOKENS = 3;
    private static final int WIDTH = 4;

    private RandomPrograms() {}

    /** The program of a seed: inputs {@code x [2, 3, 4]}, {@code condition [2, 4]}, {@code ids [2]}. */
    public static Program of(long seed) {
        var random = new Random(seed);
        var program = ProgramBuilder.named("random" + seed);
        Tensor x = program.input("x", DType.F32, BATCH, TOKENS, WIDTH);
        Tensor condition = program.input("condition", DType.F32, BATCH, WIDTH);
        Tensor ids = program.input("ids", DType.I32, BATCH);
        Tensor positions = program.constant("positions", TensorData.of(Shape.of(TOKENS, WIDTH),
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        var streams = new ArrayList<>(List.of(x));
        var written = new ArrayList<Tensor>();
        int blocks = 1 + random.nextInt(6);
        for (int i = 0; i < blocks; i++) {
            var block = program.block("blocks." + i);
            int ops = 1 + random.nextInt(4);
            for (int j = 0; j < ops; j++) {
                String layer = "layer" + j;
                Tensor a = streams.get(random.nextInt(streams.size()));
                Tensor b = streams.get(random.nextInt(streams.size()));
                Tensor result = switch (random.nextInt(8)) {
                    case 0 -> block.linear(layer, a, WIDTH, new Epilogue.Activate(Activation.SILU));
                    case 1 -> block.linear(layer, a, WIDTH, false, new Epilogue.Residual(b));
                    case 2 -> block.linear(layer, a, WIDTH, new Epilogue.GatedResidual(b, Slice.all(condition)));
                    case 3 -> block.layerNorm(layer, a,
                            new Normalization.Modulated(Slice.all(condition), Slice.all(condition)), 1e-6f);
                    case 4 -> block.add(layer, a, random.nextBoolean() ? b : positions);
                    case 5 -> {
                        Tensor qkv = block.linear(layer + ".qkv", a, 3 * WIDTH, false, Epilogue.NONE);
                        yield block.attention(layer, Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), 2);
                    }
                    case 6 -> block.linear(layer, block.concat(layer + ".skip", List.of(a, b), 2), WIDTH, Epilogue.NONE);
                    default -> {
                        Tensor label = block.embedding(layer + ".label", ids, block.weight(layer + ".table", 5, WIDTH),
                                Shape.of(BATCH, 1, WIDTH));
                        Tensor labelled = block.concat(layer + ".labelled", List.of(label, a), 1);
                        Tensor mixed = block.attention(layer + ".mixed", Slice.all(a), Slice.all(labelled), Slice.all(labelled), 1);
                        yield block.add(layer, a, mixed);
                    }
                };
                streams.add(result);
                written.add(result);
            }
            block.end();
        }
        program.output(written.getLast());
        Tensor another = written.get(random.nextInt(written.size()));
        if (another != written.getLast()) {
            program.output(another);
        }
        return program.build();
    }

    /** Normally distributed weights for a program. */
    public static Weights weights(Program program) {
        var random = new Random(program.name().hashCode());
        Map<Tensor, float[]> values = new LinkedHashMap<>();
        for (Tensor weight : program.weights()) {
            values.put(weight, normal(weight.shape().size(), random));
        }
        return OpCase.weights(values);
    }

    /** What a device computes in two runs, for new values of all inputs and then of {@code x} alone: all outputs of both. */
    public static List<float[]> runTwice(Program program, Device device) {
        return runTwice(program, device, weights(program));
    }

    /** The same with other weights. */
    public static List<float[]> runTwice(Program program, Device device, Weights weights) {
        var random = new Random(1);
        var results = new ArrayList<float[]>();
        try (var engine = device.open(weights); var executor = engine.prepare(program)) {
            executor.write(program.input("condition"), normal(BATCH * WIDTH, random));
            executor.write(program.input("ids"), new int[] {4, 1});
            for (int run = 0; run < 2; run++) {
                executor.write(program.input("x"), normal(BATCH * TOKENS * WIDTH, random));
                executor.run();
                program.outputs().forEach(output -> results.add(executor.read(output)));
            }
        }
        return results;
    }

    private static float[] normal(int count, Random random) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
