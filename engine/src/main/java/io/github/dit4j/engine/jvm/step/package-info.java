/**
 * Programs as steps: when a program is prepared, each operation becomes a {@code Step} that knows its arrays, sizes and tiles; a run is
 * the steps one after another, each shared out among a {@link io.github.dit4j.engine.jvm.step.ThreadTeam} tile by tile. What happens
 * inside a tile are {@link io.github.dit4j.engine.jvm.kernels.Kernels}.
 */
package io.github.dit4j.engine.jvm.step;
