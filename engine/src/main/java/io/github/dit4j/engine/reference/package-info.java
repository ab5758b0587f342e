/** The device {@code reference}: the portable kernels as plain Java, one after another. */
package io.github.dit4j.engine.reference;
