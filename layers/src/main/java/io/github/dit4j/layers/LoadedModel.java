package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Weights;

/**
 * A network and the weights that fit it.
 *
 * @param transformer writes the programs
 * @param weights all that its programs ask for; those of a checkpoint are read when asked for
 */
public record LoadedModel(DiffusionTransformer transformer, Weights weights) {}
