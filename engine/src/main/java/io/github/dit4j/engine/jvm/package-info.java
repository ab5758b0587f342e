/**
 * The device {@code cpu}: programs on float arrays with all cores and SIMD.
 *
 * <p>When a program is prepared, each operation becomes a {@link io.github.dit4j.engine.jvm.Step} that knows its arrays,
 * sizes and tiles; a run is the steps one after another, each shared out among the {@link
 * io.github.dit4j.engine.jvm.ThreadTeam} tile by tile. The loops inside a tile are {@link
 * io.github.dit4j.engine.jvm.Kernels}, written with {@code jdk.incubator.vector} and, for a JVM without it, in scalar
 * Java.
 */
package io.github.dit4j.engine.jvm;
