package io.github.dit4j.layers.clip;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.CheckpointFit;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import java.util.Optional;

/**
 * Finds CLIP's text encoder in a checkpoint, with the names of openai/CLIP or of the transformers library. Its sizes are
 * those of the tensors; the number of heads is said beside them ({@code num_attention_heads}), or the width divided by 64
 * as in all of OpenAI's models.
 */
public final class ClipTextLoader {
    private static final int USUAL_HEAD_WIDTH = 64;

    /**
     * A text encoder and its weights.
     *
     * @param encoder writes the program
     * @param weights all that it asks for, by the names of openai/CLIP; those of a checkpoint are read when asked for
     */
    public record Loaded(ClipTextEncoder encoder, Weights weights) {}

    private ClipTextLoader() {}

    /** Whether a checkpoint holds a text encoder. */
    public static boolean recognises(Weights checkpoint) {
        return ClipNames.of(checkpoint).isPresent();
    }

    /**
     * Recognises a text encoder.
     *
     * @param checkpoint tensors of other models in it do not matter
     * @param hints what is said beside it: the configuration of the transformers library
     * @throws ModelException if there is none in it, tensors are missing or of the wrong shape, or a hint contradicts them
     */
    public static Loaded load(Weights checkpoint, ModelHints hints) {
        Weights weights = ClipNames.of(checkpoint).orElseThrow(() -> new ModelException("the checkpoint holds no text encoder"
                + " of CLIP: it has neither text_model.embeddings.token_embedding.weight nor token_embedding.weight"));
        Shape table = matrix(weights, "token_embedding.weight");
        int width = table.dim(1);
        int layers = 0;
        while (weights.names().contains("transformer.resblocks." + layers + ".ln_1.weight")) {
            layers++;
        }
        int hidden = matrix(weights, "transformer.resblocks.0.mlp.c_fc.weight").dim(0);
        int positions = matrix(weights, "positional_embedding").dim(0);
        agree(hints, "hidden_size", width);
        agree(hints, "num_hidden_layers", layers);
        agree(hints, "intermediate_size", hidden);
        agree(hints, "max_position_embeddings", positions);
        agree(hints, "vocab_size", table.dim(0));
        said(hints, "hidden_act").filter(said -> !said.value.equals(new JsonPrimitive("quick_gelu"))).ifPresent(said -> {
            throw new ModelException("hidden_act is " + said.value + " in " + said.source
                    + "; only the text encoders of OpenAI, which have quick_gelu, are supported");
        });
        int heads = said(hints, "num_attention_heads").map(Said::integer).orElse(Math.max(1, width / USUAL_HEAD_WIDTH));
        var encoder = new ClipTextConfig(table.dim(0), positions, width, layers, heads, hidden).model();
        CheckpointFit.require("a text encoder of its sizes", encoder.weightShapes(), weights, _ -> true);
        return new Loaded(encoder, weights);
    }

    private static Shape matrix(Weights weights, String name) {
        if (!weights.names().contains(name)) {
            throw new ModelException("the text encoder's " + name + " is missing");
        }
        Shape shape = weights.shape(name);
        if (shape.rank() != 2) {
            throw new ModelException("the text encoder's " + name + " is " + shape + ", not a matrix");
        }
        return shape;
    }

    private record Said(JsonElement value, String name, String source) {
        int integer() {
            try {
                return value.getAsBigDecimal().intValueExact();
            } catch (ArithmeticException | NumberFormatException | UnsupportedOperationException | IllegalStateException other) {
                throw new ModelException(name + " is " + value + " in " + source + "; it has to be a whole number");
            }
        }
    }

    /** What the first says that says anything; a configuration of all of CLIP has it under {@code text_config}. */
    private static Optional<Said> said(ModelHints hints, String name) {
        for (ModelHints.Source source : hints.sources()) {
            JsonObject config = source.object();
            if (config.get("text_config") instanceof JsonObject text && text.get(name) instanceof JsonPrimitive value) {
                return Optional.of(new Said(value, name, source.name()));
            }
            if (!config.has("text_config") && config.get(name) instanceof JsonPrimitive value) {
                return Optional.of(new Said(value, name, source.name()));
            }
        }
        return Optional.empty();
    }

    private static void agree(ModelHints hints, String name, int found) {
        said(hints, name).filter(said -> said.integer() != found).ifPresent(said -> {
            throw new ModelException(name + " is " + said.value + " in " + said.source + " but " + found
                    + " in the shapes of the checkpoint; correct one of them");
        });
    }
}
