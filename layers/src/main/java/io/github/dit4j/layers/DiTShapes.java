package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;

/** Infers a {@link DiTConfig} from the shapes of a checkpoint. */
final class DiTShapes {
    private static final String SOURCE = CheckpointShapes.SOURCE;

    private DiTShapes() {}

    static boolean recognises(CheckpointShapes shapes) {
        return shapes.has("x_embedder.proj.weight") && shapes.has("final_layer.linear.weight");
    }

    /**
     * Adds what the shapes tell: all but the number of heads, and the image size where there is no position table.
     *
     * @param facts what was said before, which settles what the shapes leave open
     */
    static void infer(CheckpointShapes shapes, ConfigFacts facts) {
        Shape projection = shapes.patchProjection("x_embedder.proj.weight");
        int width = projection.dim(0);
        int channels = projection.dim(1);
        int patch = projection.dim(2);
        facts.state("hidden_size", width, SOURCE);
        facts.state("in_channels", channels, SOURCE);
        facts.state("patch_size", patch, SOURCE);
        facts.state("depth", shapes.blocks("blocks."), SOURCE);
        if (shapes.has("pos_embed")) {
            facts.state("input_size", patch * CheckpointShapes.side(shapes.shape("pos_embed", 3).dim(1)), SOURCE);
        }
        shapes.stateMlpRatio(facts, width, shapes.shape("blocks.0.mlp.fc1.weight", 2).dim(0));
        classes(shapes, facts);
        facts.state("kind", kind(shapes, width).word(), SOURCE);
        facts.state("learn_sigma", learnSigma(shapes.shape("final_layer.linear.weight", 2).dim(0), patch, channels), SOURCE);
    }

    private static DiTBlockKind kind(CheckpointShapes shapes, int width) {
        String modulation = "blocks.0.adaLN_modulation.1.weight";
        if (shapes.has(modulation)) {
            return shapes.shape(modulation, 2).dim(0) == 4 * width ? DiTBlockKind.ADALN : DiTBlockKind.ADALN_ZERO;
        }
        return shapes.has("blocks.0.cross_attn.q.weight") ? DiTBlockKind.CROSS_ATTENTION : DiTBlockKind.IN_CONTEXT;
    }

    /** The table has a row for each class and, if labels were dropped in training, one for none; a single row is a class. */
    private static void classes(CheckpointShapes shapes, ConfigFacts facts) {
        String table = "y_embedder.embedding_table.weight";
        if (!shapes.has(table)) {
            if (facts.integer("num_classes", 1) > 0) {   // -1 says the same as 0
                facts.state("num_classes", 0, SOURCE);
            }
            return;
        }
        int rows = shapes.shape(table, 2).dim(0);
        double dropout = facts.number("class_dropout_prob", DiTConfig.CLASS_DROPOUT_PROB);
        boolean nullRow = rows > 1 && facts.integer("num_classes", dropout > 0 ? rows - 1 : rows) != rows;
        facts.state("num_classes", nullRow ? rows - 1 : rows, SOURCE);
        double possible = dropout > 0 ? dropout : DiTConfig.CLASS_DROPOUT_PROB;
        facts.state("class_dropout_prob", nullRow ? possible : 0, SOURCE);
    }

    private static boolean learnSigma(int rows, int patch, int channels) {
        int elements = patch * patch * channels;
        if (rows != elements && rows != 2 * elements) {
            throw new ModelException("final_layer.linear.weight has " + rows + " rows in the checkpoint; patches of " + patch
                    + " with " + channels + " channels want " + elements + ", or " + 2 * elements
                    + " with learned variance");
        }
        return rows == 2 * elements;
    }
}
