package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.HashMap;
import java.util.Map;

/** The weights of a model, each loaded and packed when a program first asks for it, and kept for all programs. */
final class JvmWeights {
    private final Weights weights;
    private final ThreadTeam team;
    private final Kernels kernels;
    private final Map<Tensor, float[]> loaded = new HashMap<>();
    private final Map<Tensor, PackedMatrix> packed = new HashMap<>();

    JvmWeights(Weights weights, ThreadTeam team, Kernels kernels) {
        this.weights = weights;
        this.team = team;
        this.kernels = kernels;
    }

    /** A weight as it is. */
    synchronized float[] floats(Tensor weight) {
        return loaded.computeIfAbsent(weight, wanted -> {
            TensorData data = weights.get(wanted);
            float[] values = data.toFloats();
            data.unload();
            return values;
        });
    }

    /** A linear layer's weight, packed. */
    synchronized PackedMatrix packed(Tensor weight) {
        return packed.computeIfAbsent(weight, wanted -> {
            TensorData data = weights.get(wanted);
            PackedMatrix matrix = pack(data);
            data.unload();
            return matrix;
        });
    }

    /**
     * Packs a linear layer's weight for products with it from the right.
     *
     * @param data {@code [out, ...]}: a row for each output
     */
    PackedMatrix pack(TensorData data) {
        int out = data.shape().dim(0);
        int in = Math.toIntExact(data.shape().elements() / out);
        var panels = new Panels(in, out, kernels.lanes());
        var matrix = new PackedMatrix(panels, new float[panels.size()]);
        var rows = new float[team.threads()][Math.multiplyExact(Panels.WIDE * kernels.lanes(), in)];
        team.run(panels.count(), (panel, worker) -> {
            data.copyTo((long) panels.column(panel) * in, rows[worker], 0, panels.used(panel) * in);
            panels.packColumns(panel, rows[worker], 0, in, matrix.data(), 0);
        });
        return matrix;
    }

    /** Forgets all weights. */
    synchronized void clear() {
        loaded.clear();
        packed.clear();
    }
}
