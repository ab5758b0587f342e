package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import java.util.Arrays;

/** Reads sizes from the names and shapes of a checkpoint's tensors. */
record CheckpointShapes(Weights weights) {
    /** Who says what is inferred. */
    static final String SOURCE = "the shapes of the checkpoint";

    boolean has(String name) {
        return weights.names().contains(name);
    }

    /** A shape of this rank and without empty extents. */
    Shape shape(String name, int rank) {
        if (!has(name)) {
            throw new ModelException("the checkpoint has no tensor " + name);
        }
        Shape shape = weights.shape(name);
        if (shape.rank() != rank || Arrays.stream(shape.dims()).anyMatch(dim -> dim <= 0)) {
            throw new ModelException(name + " is " + shape + " in the checkpoint; it has to have " + rank
                    + " extents, none of them 0");
        }
        return shape;
    }

    /** The patch projection, {@code [width, channels, patch, patch]}. */
    Shape patchProjection(String name) {
        Shape shape = shape(name, 4);
        if (shape.dim(2) != shape.dim(3)) {
            throw new ModelException(name + " is " + shape + " in the checkpoint; only square patches are supported");
        }
        return shape;
    }

    /** How many blocks there are: one more than the highest number that follows the prefix. */
    int blocks(String prefix) {
        int blocks = weights.names().stream().filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).split("\\.", 2)[0])
                .filter(number -> number.matches("\\d{1,9}"))
                .mapToInt(number -> Integer.parseInt(number) + 1).max().orElse(0);
        if (blocks > weights.names().size()) {
            throw new ModelException("the checkpoint has a block " + prefix + (blocks - 1) + " but only "
                    + weights.names().size() + " tensors");
        }
        return blocks;
    }

    /**
     * States a perceptron's hidden elements as a ratio: the one that was said before, if it gives as many, because
     * {@code int(width * ratio)} cannot be undone.
     */
    void stateMlpRatio(ConfigFacts facts, int width, int hidden) {
        double ratio = facts.number("mlp_ratio", 0);
        if ((int) (width * ratio) != hidden) {
            ratio = (double) hidden / width;
            if ((int) (width * ratio) < hidden) {
                ratio = Math.nextUp(ratio);
            }
        }
        facts.state("mlp_ratio", ratio, SOURCE);
    }

    /** The side of a square of so many patches. */
    static int side(int patches) {
        int side = (int) Math.sqrt(Math.max(patches, 0));
        if (side == 0 || side * side != patches) {
            throw new ModelException("pos_embed has room for " + patches
                    + " patches; only square images are supported, and that is not a square");
        }
        return side;
    }
}
