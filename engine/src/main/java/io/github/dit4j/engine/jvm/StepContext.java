package io.github.dit4j.engine.jvm;

/** What the steps of a program are made from and share. */
record StepContext(Kernels kernels, ThreadTeam team, JvmArrays arrays, Scratch scratch) {}
