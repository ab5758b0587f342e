package io.github.dit4j.layers;

/** One of a closed set of designs that the papers compare; configurations name it by a word. */
interface Choice {

    /** What configurations call it. */
    String word();
}
