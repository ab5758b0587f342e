package io.github.dit4j.layers.clip;

import com.google.gson.JsonObject;
import io.github.dit4j.layers.ModelException;

/**
 * The sizes of a {@link ClipTextEncoder}. Those of ViT-L/14 are 49408 tokens, 77 positions, width 768, 12 layers of 12
 * heads, 3072 hidden elements.
 *
 * @param vocabulary how many different tokens there are
 * @param positions tokens of a text, filled up or cut off to this number
 * @param width elements of a token
 * @param layers transformer blocks
 * @param heads attention heads of a block
 * @param hidden elements of a perceptron
 */
public record ClipTextConfig(int vocabulary, int positions, int width, int layers, int heads, int hidden) {

    /**
     * @throws ModelException if a size is not positive, or the heads do not divide the width
     */
    public ClipTextConfig {
        if (vocabulary < 1 || positions < 1 || width < 1 || layers < 1 || heads < 1 || hidden < 1) {
            throw new ModelException("the sizes of a text encoder have to be positive, not " + vocabulary + ", " + positions
                    + ", " + width + ", " + layers + ", " + heads + ", " + hidden);
        }
        if (width % heads != 0) {
            throw new ModelException("the width " + width + " of the text encoder is not a multiple of its " + heads + " heads");
        }
    }

    /** The sizes as a JSON object, in the words of the transformers library. */
    public String toJson() {
        var json = new JsonObject();
        json.addProperty("vocab_size", vocabulary);
        json.addProperty("max_position_embeddings", positions);
        json.addProperty("hidden_size", width);
        json.addProperty("num_hidden_layers", layers);
        json.addProperty("num_attention_heads", heads);
        json.addProperty("intermediate_size", hidden);
        json.addProperty("hidden_act", "quick_gelu");
        return json.toString();
    }

    /** The network of these sizes. */
    public ClipTextEncoder model() {
        return new ClipTextEncoder(this);
    }
}
