package io.github.dit4j.layers.check;

import io.github.dit4j.engine.check.Finding;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.Safetensors;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.layers.ModelConfig;
import io.github.dit4j.layers.SyntheticModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A small network with deterministic weights, and what the published PyTorch code gives for some inputs of it: two of the
 * cases in {@code goldens}, without their intermediate results.
 *
 * @param name what a report calls it
 * @param resource the file with inputs, output and configuration
 */
public record ModelCheck(String name, String resource) {
    /**
     * The largest error in single precision. The published results are 2e-7 to 7e-7 from themselves in double precision;
     * the rest is left to other orders of summation.
     */
    private static final double TOLERANCE = 4e-6;
    /** The same with weights in half precision. */
    private static final double F16_TOLERANCE = 1e-2;
    /** The same with eight times less precision, which takes these networks 3e-3 away. */
    private static final double BF16_TOLERANCE = 2e-2;

    /** All of them. */
    public static List<ModelCheck> all() {
        return List.of(new ModelCheck("a small DiT", "dit"), new ModelCheck("a small U-ViT", "uvit"));
    }

    /** The network for the inputs that there are. */
    public Program program() {
        try (Checkpoint file = open()) {
            return config(file).model().forward(file.shape("x").dim(0));
        }
    }

    /**
     * Compares a device with the published results.
     *
     * @param weights how the device stores weights, F32, F16 or BF16
     */
    public Finding run(Device device, DType weights) {
        double tolerance = switch (weights) {
            case F16 -> F16_TOLERANCE;
            case BF16 -> BF16_TOLERANCE;
            default -> TOLERANCE;
        };
        return Finding.of(name, tolerance, () -> error(device.withWeightsAs(weights)));
    }

    private double error(Device device) {
        Program program = program();
        try (Checkpoint file = open();
                var engine = device.open(SyntheticModel.weights(config(file)));
                var executor = engine.prepare(program)) {
            executor.run(); // once for nothing: a device may do the first run otherwise than those that follow
            for (Tensor input : program.inputs()) {
                if (input.dtype() == DType.I32) {
                    executor.write(input, file.get(input.name()).toInts());
                } else {
                    executor.write(input, file.get(input.name()).toFloats());
                }
            }
            executor.run();
            return Finding.relativeError(file.get("output").toFloats(), executor.read(program.output("output")));
        }
    }

    /** Inputs {@code x}, {@code t}, {@code y}, the result {@code output}, and in its metadata the {@code config}. */
    Checkpoint open() {
        try (InputStream in = ModelCheck.class.getResourceAsStream(resource + ".safetensors")) {
            return Safetensors.of(resource, MemorySegment.ofArray(in.readAllBytes()));
        } catch (IOException damaged) {
            throw new UncheckedIOException("cannot read " + resource + " from this program's jar", damaged);
        }
    }

    private static ModelConfig config(Checkpoint file) {
        return ModelConfig.fromJson(file.metadata().get("config"));
    }

    @Override
    public String toString() {
        return name;
    }
}
