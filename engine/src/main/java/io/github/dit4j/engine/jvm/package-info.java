/**
 * The device {@code cpu}: programs on float arrays with all cores and SIMD. A {@link io.github.dit4j.engine.jvm.CpuDevice} chooses the
 * inner loops that suit the processor ({@link io.github.dit4j.engine.jvm.KernelsProvider}) and hands them to the steps of a program:
 *
 * <pre>
 * jvm ──► step ──► kernels ◄── panama
 * </pre>
 */
package io.github.dit4j.engine.jvm;
