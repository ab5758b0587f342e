/**
 * {@link io.github.dit4j.engine.jvm.kernels.Kernels} on vectors of {@code jdk.incubator.vector}. The launchers have the JVM compile
 * the classes of this package early, and know them by their names.
 */
package io.github.dit4j.engine.jvm.panama;
