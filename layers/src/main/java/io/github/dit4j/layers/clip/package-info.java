/**
 * The text encoder of CLIP (Radford et al., arXiv 2103.00020) and its tokenizer, on which text-to-image networks are
 * conditioned. {@link io.github.dit4j.layers.clip.ClipTextLoader} finds it in a checkpoint.
 */
package io.github.dit4j.layers.clip;
