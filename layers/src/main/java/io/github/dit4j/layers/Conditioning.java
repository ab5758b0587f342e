package io.github.dit4j.layers;

import java.util.OptionalInt;

/** What a diffusion transformer is told about the image that it is to draw, beside the timestep. */
public sealed interface Conditioning {

    /** Nothing. */
    record None() implements Conditioning {}

    /**
     * A class label: the program's input {@code y}, {@code [batch]}, I32.
     *
     * @param count the number of classes, without the null class
     * @param nullClass the label that stands for no class, if the model was trained with one; it follows the last class
     */
    record Classes(int count, OptionalInt nullClass) implements Conditioning {

        public Classes {
            ConfigChecks.positive("number of classes", count);
            ConfigChecks.countable("number of classes " + count, count + 1.0);   // the null class is one more
            if (nullClass.isPresent() && nullClass.getAsInt() != count) {
                throw new ModelException("the null class follows the last class: it is " + count + ", not "
                        + nullClass.getAsInt());
            }
        }

        /** Classes with a null class, for classifier-free guidance. */
        public static Classes withNull(int count) {
            return new Classes(count, OptionalInt.of(count));
        }

        /** Classes without a null class. */
        public static Classes withoutNull(int count) {
            return new Classes(count, OptionalInt.empty());
        }

        /** The rows of the embedding table: the classes, and the null class if there is one. */
        public int rows() {
            return count + (nullClass.isPresent() ? 1 : 0);
        }

        /**
         * Returns a label that the embedding table has a row for.
         *
         * @throws ModelException if it has none
         */
        public int requireLabel(int label) {
            if (label < 0 || label >= rows()) {
                throw new ModelException("class " + label + " is not one of the model's classes 0 to " + (count - 1)
                        + (nullClass.isPresent() ? " or its null class " + count : ""));
            }
            return label;
        }
    }

    /**
     * Text features: the program's input {@code context}, {@code [batch, tokens, width]}, F32.
     *
     * @param tokens text tokens of an image
     * @param width features of a token
     */
    record Text(int tokens, int width) implements Conditioning {

        public Text {
            ConfigChecks.positive("number of text tokens", tokens);
            ConfigChecks.positive("width of a text token", width);
        }
    }
}
