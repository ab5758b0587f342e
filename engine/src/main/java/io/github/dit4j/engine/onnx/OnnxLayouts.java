package io.github.dit4j.engine.onnx;

import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.tensor.Shape;
import java.util.List;

/** The operations that only put elements in another order, as {@code Reshape} and {@code Transpose}. */
final class OnnxLayouts {
    private final OnnxGraph graph;
    private final OnnxWeights weights;

    OnnxLayouts(OnnxGraph graph, OnnxWeights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    void patchify(ImageOp.Patchify op) {
        String name = op.output().name();
        Shape image = op.x().shape();
        int patch = op.patch();
        String cut = graph.reshape(name + "/cut", weights.value(op.x()),
                image.dim(0), image.dim(1), image.dim(2) / patch, patch, image.dim(3) / patch, patch);
        String patches = graph.node("Transpose", name + "/patches", List.of(cut), "perm", new int[] {0, 2, 4, 1, 3, 5});
        graph.reshape(name, patches, op.output().shape());
    }

    void unpatchify(ImageOp.Unpatchify op) {
        String name = op.output().name();
        Shape image = op.output().shape();
        int patch = op.patch();
        String x = weights.value(op.x());
        String patches = op.skip() == 0
                ? x
                : graph.node("Slice", name + "/patches", List.of(x, graph.integers(op.skip()),
                        graph.integers(op.x().shape().dim(1)), graph.integers(1)));
        String cut = graph.reshape(name + "/cut", patches,
                image.dim(0), image.dim(2) / patch, image.dim(3) / patch, patch, patch, image.dim(1));
        String joined = graph.node("Transpose", name + "/joined", List.of(cut), "perm", new int[] {0, 5, 1, 3, 2, 4});
        graph.reshape(name, joined, image);
    }

    /** Each pixel beside itself and below itself: {@code Expand} of two axes of one, which every runtime knows. */
    void upsample(ImageOp.Upsample op) {
        String name = op.output().name();
        Shape x = op.x().shape();
        int factor = op.factor();
        String apart = graph.reshape(name + "/apart", weights.value(op.x()), x.dim(0), x.dim(1), x.dim(2), 1, x.dim(3), 1);
        String repeated = graph.node("Expand", name + "/repeated", List.of(apart, graph.integers(
                x.dim(0), x.dim(1), x.dim(2), factor, x.dim(3), factor)));
        graph.reshape(name, repeated, op.output().shape());
    }
}
