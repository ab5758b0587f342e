package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What each image of a run is conditioned on, in the network's own terms. */
public sealed interface Conditions {

    /** Nothing: the images of an unconditional model. */
    record None() implements Conditions {
    }

    /**
     * A class for each image.
     *
     * @param labels class numbers
     * @param away the class that guidance moves away from: the number that stands for no class, or another one
     */
    record Classes(List<Integer> labels, OptionalInt away) implements Conditions {
        public Classes {
            labels = List.copyOf(labels);
        }
    }

    /**
     * Several classes for each image.
     *
     * @param mixtures one for each image
     * @param away the class that guidance moves away from: the number that stands for no class, or another one
     */
    record Mixtures(List<ClassMixture> mixtures, OptionalInt away) implements Conditions {
        public Mixtures {
            mixtures = List.copyOf(mixtures);
        }
    }

    /**
     * Text features for each image.
     *
     * @param contexts each {@code [tokens, width]}
     * @param empty {@code [tokens, width]}, the features of an empty text; guidance needs them
     */
    record Contexts(List<TensorData> contexts, Optional<TensorData> empty) implements Conditions {
        public Contexts {
            contexts = List.copyOf(contexts);
        }
    }

    /**
     * Checks that these conditions are what the model wants.
     *
     * @param images how many images there are
     * @param guided whether the prediction without a condition is wanted, too
     * @throws IllegalArgumentException if not
     */
    default void check(DiffusionTransformer model, int images, boolean guided) {
        switch (model.conditioning()) {
            case Conditioning.None _ -> require(this instanceof None && !guided,
                    "this model is unconditional: it takes no class, no text and no guidance scale");
            case Conditioning.Classes wanted -> {
                OptionalInt away = switch (this) {
                    case Classes given -> {
                        requireOneForEach(given.labels.size(), images);
                        given.labels.forEach(wanted::requireLabel);
                        yield given.away;
                    }
                    case Mixtures given -> {
                        requireOneForEach(given.mixtures.size(), images);
                        given.mixtures.forEach(mixture -> mixture.classes().forEach(wanted::requireLabel));
                        yield given.away;
                    }
                    default -> throw new IllegalArgumentException("this model wants a class for each image, 0 to "
                            + (wanted.count() - 1));
                };
                require(!guided || away.isPresent(), "this model has no null class, so it cannot be guided away from it;"
                        + " sample it without a guidance scale, or name a class to move away from");
                away.ifPresent(wanted::requireLabel);
            }
            case Conditioning.Text(int tokens, int width) -> {
                if (!(this instanceof Contexts given)) {
                    throw new IllegalArgumentException("this model wants text features [" + tokens + ", " + width
                            + "] for each image");
                }
                requireOneForEach(given.contexts.size(), images);
                given.contexts.forEach(context -> requireContext(context, tokens, width));
                require(!guided || given.empty.isPresent(),
                        "guidance of a text model needs the features of an empty text");
                given.empty.ifPresent(context -> requireContext(context, tokens, width));
            }
        }
    }

    /** The class that guidance moves away from, if these are classes and there is one. */
    default OptionalInt classAway() {
        return switch (this) {
            case Classes given -> given.away;
            case Mixtures given -> given.away;
            case None _, Contexts _ -> OptionalInt.empty();
        };
    }

    /** Of how many classes an image is mixed at most. */
    default int mixed() {
        return this instanceof Mixtures given
                ? given.mixtures.stream().mapToInt(ClassMixture::size).max().orElse(1)
                : 1;
    }

    private static void requireOneForEach(int given, int images) {
        require(given == images, given + " conditions are given for " + images + " images; give one for each");
    }

    private static void requireContext(TensorData context, int tokens, int width) {
        require(context.shape().rank() == 2 && context.shape().dim(0) == tokens && context.shape().dim(1) == width,
                "text features are " + context.shape() + ", not [" + tokens + ", " + width + "] as the model wants");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
