package io.github.dit4j.layers;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One of a closed set of designs that the papers compare; configurations name it by a word. */
interface Choice {

    /** What configurations call it. */
    String word();

    /**
     * The choice of this word.
     *
     * @param key what is chosen, for the error
     * @throws ModelException if there is none; the message lists the words
     */
    static <C extends Choice> C of(String key, String word, C[] choices) {
        return Arrays.stream(choices).filter(choice -> choice.word().equals(word)).findFirst()
                .orElseThrow(() -> new ModelException(key + " is \"" + word + "\"; it has to be one of "
                        + Arrays.stream(choices).map(Choice::word).collect(Collectors.joining(", "))));
    }
}
