package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.Collections;
import java.util.List;

/**
 * Texts as a text-to-image network sees them, from {@link TextEncoder#encode}.
 *
 * @param texts what was said, taken in turn for one image after the other
 * @param features of each text, {@code [tokens, width]}
 * @param empty {@code [tokens, width]}, the features of an empty text, which guidance moves away from
 */
public record TextFeatures(List<String> texts, List<TensorData> features, TensorData empty) {

    /**
     * @throws IllegalArgumentException if there is no text, or not one tensor for each
     */
    public TextFeatures {
        texts = List.copyOf(texts);
        features = List.copyOf(features);
        if (texts.isEmpty() || texts.size() != features.size()) {
            throw new IllegalArgumentException(texts.size() + " texts with " + features.size() + " features; give at least one of"
                    + " each");
        }
    }

    /** Zeros in place of features: enough to plan a run and see what it needs. */
    public static TextFeatures unread(List<String> texts, int tokens, int width) {
        TensorData zeros = TensorData.of(Shape.of(tokens, width), new float[tokens * width]);
        return new TextFeatures(texts, Collections.nCopies(texts.size(), zeros), zeros);
    }

    /** The text of an image. */
    String text(int image) {
        return texts.get(image % texts.size());
    }

    /** The features of an image's text. */
    TensorData of(int image) {
        return features.get(image % features.size());
    }
}
