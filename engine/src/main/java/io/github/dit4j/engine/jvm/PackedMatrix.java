package io.github.dit4j.engine.jvm;

/**
 * The right factor of a product.
 *
 * @param panels how it is cut
 * @param data the panels, one after another
 */
record PackedMatrix(Panels panels, float[] data) {}
