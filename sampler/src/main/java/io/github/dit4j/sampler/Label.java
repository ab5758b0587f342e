package io.github.dit4j.sampler;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A class, as a person names it. */
public sealed interface Label {

    /** The class of this number. */
    record Id(int id) implements Label {
    }

    /** The class of this name in the model's list, or of any part of it, upper and lower case alike. */
    record Name(String name) implements Label {
    }

    /**
     * Several classes at once, see {@link ClassMixture}.
     *
     * @param parts at least one
     */
    record Mix(List<Part> parts) implements Label {
        public Mix {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A class of a mixture.
     *
     * @param label no mixture itself
     * @param weight its share
     */
    record Part(Label label, double weight) {
    }

    /**
     * Labels on the way from one class to another, at even steps.
     *
     * @param count how many; the first is all {@code from}, the last all {@code to}
     */
    static List<Label> between(Label from, Label to, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> count == 1 ? 0 : (double) i / (count - 1))
                .<Label>mapToObj(t -> new Mix(List.of(new Part(from, 1 - t), new Part(to, t))))
                .toList();
    }

    /**
     * Reads a label: a whole number is an id, anything else a name; classes with weights joined by + are a mixture, as in
     * {@code 207:0.7+281:0.3}, or {@code 207+281} for equal ones.
     *
     * @throws IllegalArgumentException if a weight of a mixture is none
     */
    static Label parse(String text) {
        return text.contains("+") ? new Mix(Arrays.stream(text.split("\\+", -1)).map(Label::part).toList()) : single(text);
    }

    private static Part part(String text) {
        int colon = text.lastIndexOf(':');
        String label = colon < 0 ? text : text.substring(0, colon);
        if (label.isBlank()) {
            throw new IllegalArgumentException(
                    "a class is missing in a mixture, \"" + text + "\"; write it as 207:0.7+281:0.3");
        }
        try {
            return new Part(single(label), colon < 0 ? 1 : Double.parseDouble(text.substring(colon + 1)));
        } catch (NumberFormatException noWeight) {
            throw new IllegalArgumentException("\"" + text.substring(colon + 1) + "\" is no weight of class " + label
                    + "; write a mixture as 207:0.7+281:0.3");
        }
    }

    private static Label single(String text) {
        try {
            return new Id(Integer.parseInt(text.trim()));
        } catch (NumberFormatException notANumber) {
            return new Name(text);
        }
    }

    /**
     * The class number.
     *
     * @param count how many classes the model has
     * @param names of the classes, empty if the model names none
     * @throws IllegalArgumentException if the model has no such class
     */
    default int resolve(int count, List<String> names) {
        switch (this) {
            case Id(int id) -> {
                if (id >= 0 && id < count) {
                    return id;
                }
                throw new IllegalArgumentException(
                        "class " + id + " is out of range; this model's classes are 0 to " + (count - 1));
            }
            case Name(String name) -> {
                if (names.isEmpty()) {
                    throw new IllegalArgumentException("class \"" + name + "\" is not known; this model's classes have no"
                            + " names, give a number from 0 to " + (count - 1));
                }
                return ClassNames.find(name, names);
            }
            case Mix(List<Part> parts) -> throw new IllegalArgumentException(
                    "one class is wanted here, not a mixture of " + parts.size());
        }
    }

    /**
     * The classes with their shares.
     *
     * @param count how many classes the model has
     * @param names of the classes, empty if the model names none
     * @throws IllegalArgumentException if the model has no such class, or the weights are no shares
     */
    default ClassMixture mixture(int count, List<String> names) {
        return this instanceof Mix(List<Part> parts)
                ? new ClassMixture(
                        parts.stream().map(part -> part.label.resolve(count, names)).toList(),
                        parts.stream().map(Part::weight).toList())
                : ClassMixture.of(resolve(count, names));
    }
}
