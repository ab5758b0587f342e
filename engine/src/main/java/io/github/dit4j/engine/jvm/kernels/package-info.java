/**
 * The inner loops of the operations, {@link io.github.dit4j.engine.jvm.kernels.Kernels}, how what they read is laid out, and all of them
 * in scalar Java, for a JVM without {@code jdk.incubator.vector}.
 */
package io.github.dit4j.engine.jvm.kernels;
