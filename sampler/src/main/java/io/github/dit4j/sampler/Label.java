package io.github.dit4j.sampler;

import java.util.List;

/** A class, as a person names it. */
public sealed interface Label {

    /** The class of this number. */
    record Id(int id) implements Label {
    }

    /** The class of this name in the model's list, upper and lower case alike. */
    record Name(String name) implements Label {
    }

    /** Reads a label: a whole number is an id, anything else a name. */
    static Label parse(String text) {
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
                for (int id = 0; id < names.size(); id++) {
                    if (names.get(id).equalsIgnoreCase(name.trim())) {
                        return id;
                    }
                }
                throw new IllegalArgumentException("class \"" + name + "\" is not known; " + (names.isEmpty()
                        ? "this model's classes have no names, give a number from 0 to " + (count - 1)
                        : "this model's classes are " + some(names)));
            }
        }
    }

    private static String some(List<String> names) {
        int shown = Math.min(names.size(), 12);
        return String.join(", ", names.subList(0, shown)) + (shown < names.size() ? " … or a number" : "");
    }
}
