package io.github.dit4j.peers;

import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.SyntheticNetwork;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be compared.
 *
 * @param network by name, as {@link SyntheticNetwork#of} knows it
 * @param batch how many images at once
 * @param threads for each runtime
 */
record Wanted(SyntheticNetwork network, int batch, int threads) {
    private static final Pattern FORM = Pattern.compile("(.+):([1-9]\\d{0,3}):([1-9]\\d{0,3})");

    /**
     * Reads {@code MODEL:BATCH:THREADS}; the name of a model may hold colons.
     *
     * @throws IllegalArgumentException if it is none; the message says what is wrong
     */
    static Wanted of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text + " is not MODEL:BATCH:THREADS, such as dit-s-2:1:2");
        }
        try {
            return new Wanted(SyntheticNetwork.of(parts.group(1)), Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)));
        } catch (ModelException unknown) {
            throw new IllegalArgumentException(unknown.getMessage(), unknown);
        }
    }
}
