package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Kernels;

/**
 * What the steps of a program are made from and share.
 *
 * @param largest multiply-adds of the largest linear layer
 */
record StepContext(Kernels kernels, ThreadTeam team, JvmArrays arrays, Scratch scratch, long largest) {}
