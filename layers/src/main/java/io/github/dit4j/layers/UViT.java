package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * U-ViT (Bao et al., "All are Worth Words: A ViT Backbone for Diffusion Models", 2023), as in {@code libs/uvit.py} and
 * {@code libs/uvit_t2i.py} of baofff/U-ViT. In the shapes, N is the batch, E the tokens before the patches, T all tokens
 * and D the width.
 */
public record UViT(UViTConfig config) implements DiffusionTransformer {
    static final String FAMILY = "uvit";
    private static final float EPSILON = 1e-5f;

    @Override
    public int channels() {
        return config.inChans();
    }

    @Override
    public int imageSize() {
        return config.imgSize();
    }

    @Override
    public int outputChannels() {
        return channels();
    }

    @Override
    public Conditioning conditioning() {
        return config.conditioning();
    }

    @Override
    public Tensor network(ProgramBuilder program, Tensor x, Tensor t, Optional<Tensor> condition, String output) {
        Tensor tokens = tokens(program.topBlock("embed"), x, t, condition);                        // [N, T, D]
        var skips = new ArrayDeque<Tensor>();
        for (int i = 0; i < config.halfDepth(); i++) {
            tokens = block(program.block("in_blocks." + i), tokens);                               // [N, T, D]
            skips.push(tokens);
        }
        tokens = block(program.block("mid_block"), tokens);                                        // [N, T, D]
        for (int i = 0; i < config.halfDepth(); i++) {
            var block = program.block("out_blocks." + i);
            tokens = block(block, config.skip() ? joined(block, tokens, skips.pop()) : tokens);    // [N, T, D]
        }
        return finalLayer(program.topBlock("final"), tokens, output);                              // [N, C, H, W]
    }

    private Tensor tokens(BlockBuilder embed, Tensor x, Tensor t, Optional<Tensor> condition) {
        int width = config.embedDim();
        Tensor patches = new PatchEmbedding("patch_embed", config.patchSize(), width).apply(embed, x);   // [N, T − E, D]
        Tensor time = new TimestepEmbedding("time_embed", width).token(embed, t);                  // [N, 1, D]
        if (config.mlpTimeEmbed()) {
            time = TimestepEmbedding.mlp(embed, "time_embed", time, 4 * width, width);             // [N, 1, D]
        }
        Tensor joined = embed.concat("tokens.joined", switch (config.conditioning()) {
            case Conditioning.None _ -> List.of(time, patches);
            case Conditioning.Classes classes -> List.of(
                    new LabelEmbedding("label_emb", classes.rows(), width).token(embed, wanted(condition)), time, patches);
            case Conditioning.Text _ -> List.of(
                    time, embed.linear("context_embed", wanted(condition), width, Epilogue.NONE), patches);
        }, 1);                                                                                     // [N, T, D]
        Tensor tokens = embed.add("tokens", joined, embed.weight("pos_embed", 1, config.tokens(), width));
        embed.end();
        return tokens;
    }

    private Tensor wanted(Optional<Tensor> condition) {
        return condition.orElseThrow(() -> new ModelException("this U-ViT wants " + config.conditioning()));
    }

    /** What came in, joined with what the mirrored block gave. */
    private Tensor joined(BlockBuilder block, Tensor x, Tensor skip) {
        Tensor both = block.concat("skip", List.of(x, skip), 2);                                   // [N, T, 2 · D]
        return block.linear("skip_linear", both, config.embedDim(), Epilogue.NONE);                // [N, T, D]
    }

    private Tensor block(BlockBuilder block, Tensor x) {
        var attention = new SelfAttention(config.numHeads(), config.qkvBias());
        var mlp = new Mlp(config.mlpHidden(), Activation.GELU_ERF);
        x = attention.apply(block, block.layerNorm("norm1", x, EPSILON), new Epilogue.Residual(x));
        x = mlp.apply(block, block.layerNorm("norm2", x, EPSILON), new Epilogue.Residual(x));
        block.end();
        return x;   // [N, T, D]
    }

    private Tensor finalLayer(BlockBuilder last, Tensor x, String output) {
        int patch = config.patchSize();
        int channels = channels();
        Tensor h = last.layerNorm("norm", x, EPSILON);                                             // [N, T, D]
        h = last.linear("decoder_pred", h, patch * patch * channels, Epilogue.NONE);               // [N, T, p · p · C]
        Tensor images = last.unpatchify(config.conv() ? "unpatchified" : output, h, config.extraTokens(), patch,
                Shape.of(x.shape().dim(0), channels, imageSize(), imageSize()));                   // [N, C, H, W]
        if (config.conv()) {
            images = last.conv2d(output, images,
                    last.weight("final_layer.weight", channels, channels, 3, 3), last.weight("final_layer.bias", channels));
        }
        last.end();
        return images;
    }
}
