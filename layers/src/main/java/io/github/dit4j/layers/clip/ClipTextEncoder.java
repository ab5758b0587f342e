package io.github.dit4j.layers.clip;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * The text encoder of CLIP, as in {@code model.py} of openai/CLIP, up to the final normalisation; what diffusion networks
 * take is every token's features, not the projection of the last one. Weights have the names of openai/CLIP. In the
 * shapes, N is the batch, T the positions of a text and D the width.
 */
public record ClipTextEncoder(ClipTextConfig config) {
    /** The name of the result: what the transformers library calls {@code last_hidden_state}. */
    public static final String OUTPUT = "ln_final";

    private static final float EPSILON = 1e-5f;

    /**
     * Encodes texts: the input is {@code ids} {@code [batch, positions]} (I32), the result {@link #OUTPUT}
     * {@code [batch, positions, width]}.
     */
    public Program forward(int batch) {
        var program = ProgramBuilder.named("clip-text");
        Tensor ids = program.input("ids", DType.I32, batch, config.positions());
        Tensor tokens = tokens(program.topBlock("embed"), ids, batch);                       // [N, T, D]
        for (int i = 0; i < config.layers(); i++) {
            tokens = layer(program.block("transformer.resblocks." + i), tokens);
        }
        var last = program.topBlock("final");
        program.output(last.layerNorm(OUTPUT, tokens, EPSILON));                         // [N, T, D]
        last.end();
        return program.build();
    }

    private Tensor tokens(BlockBuilder embed, Tensor ids, int batch) {
        Tensor table = embed.weight("token_embedding.weight", config.vocabulary(), config.width());
        Tensor words = embed.embedding("token_embedding", ids, table, Shape.of(batch, config.positions(), config.width()));
        Tensor tokens = embed.add("tokens", words, embed.weight("positional_embedding", config.positions(), config.width()));
        embed.end();
        return tokens;   // [N, T, D]
    }

    private Tensor layer(BlockBuilder block, Tensor x) {
        int width = config.width();
        Tensor h = block.layerNorm("ln_1", x, EPSILON);
        Tensor qkv = block.linear("attn.in_proj", h, block.weight("attn.in_proj_weight", 3 * width, width),
                Optional.of(block.weight("attn.in_proj_bias", 3 * width)), Epilogue.NONE);   // [N, T, 3 · D]
        h = block.causalAttention("attn.heads",
                Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), config.heads());
        x = block.linear("attn.out_proj", h, width, new Epilogue.Residual(x));
        h = block.linear("mlp.c_fc", block.layerNorm("ln_2", x, EPSILON), config.hidden(),
                new Epilogue.Activate(Activation.QUICK_GELU));                               // [N, T, hidden]
        x = block.linear("mlp.c_proj", h, width, new Epilogue.Residual(x));
        block.end();
        return x;   // [N, T, D]
    }

    /** The weights that a checkpoint has to hold, in the order of their use. */
    public Map<String, Shape> weightShapes() {
        return forward(1).weightShapes();
    }
}
