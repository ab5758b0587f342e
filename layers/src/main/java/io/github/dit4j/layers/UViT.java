package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Normalization.Modulated;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * U-ViT (Bao et al., "All are Worth Words: A ViT Backbone for Diffusion Models", 2023), as in {@code libs/uvit.py} and
 * {@code libs/uvit_t2i.py} of baofff/U-ViT, with any of the designs that section 3.1 of the paper compares: see the choices
 * of {@link UViTConfig}. In the shapes, N is the batch, E the tokens before the patches, T all tokens and D the width.
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
        var embed = program.topBlock("embed");
        Tensor time = time(embed, t);                                                              // [N, 1, D]
        Tensor tokens = tokens(embed, x, time, condition);                                         // [N, T, D]
        embed.end();
        var skips = new ArrayDeque<Tensor>();
        for (int i = 0; i < config.halfDepth(); i++) {
            tokens = block(program.block("in_blocks." + i), tokens, time);                         // [N, T, D]
            skips.push(tokens);
        }
        tokens = block(program.block("mid_block"), tokens, time);                                  // [N, T, D]
        for (int i = 0; i < config.halfDepth(); i++) {
            var block = program.block("out_blocks." + i);
            tokens = block(block, joined(block, tokens, skips.pop()), time);                       // [N, T, D]
        }
        return finalLayer(program.topBlock("final"), tokens, output);                              // [N, C, H, W]
    }

    private Tensor time(BlockBuilder embed, Tensor t) {
        int width = config.embedDim();
        Tensor time = new TimestepEmbedding("time_embed", width).token(embed, t);
        return config.mlpTimeEmbed() ? TimestepEmbedding.mlp(embed, "time_embed", time, 4 * width, width) : time;
    }

    private Tensor tokens(BlockBuilder embed, Tensor x, Tensor time, Optional<Tensor> condition) {
        int width = config.embedDim();
        Tensor patches = switch (config.patchEmbed()) {
            case PROJECTION -> new PatchEmbedding("patch_embed", config.patchSize(), width).apply(embed, x);
            case CONVOLUTIONS -> new ConvolutionalStem("patch_embed", config.patchSize(), width).apply(embed, x);
        };                                                                                         // [N, T − E, D]
        var parts = new ArrayList<>(List.of(patches));
        if (config.timeEmbed() == TimeInput.TOKEN) {
            parts.addFirst(time);
        }
        switch (config.conditioning()) {
            case Conditioning.None _ -> { }
            case Conditioning.Classes classes -> parts.addFirst(
                    new LabelEmbedding("label_emb", classes.rows(), width).token(embed, wanted(condition)));
            case Conditioning.Text _ -> parts.add(
                    parts.size() - 1, embed.linear("context_embed", wanted(condition), width, Epilogue.NONE));
        }
        Tensor joined = parts.size() == 1 ? patches : embed.concat("tokens.joined", parts, 1);     // [N, T, D]
        return switch (config.posEmbed()) {
            case LEARNED -> embed.add("tokens", joined, embed.weight("pos_embed", 1, config.tokens(), width));
            case SINCOS -> embed.add("tokens", joined, embed.program().constant("positions",
                    PositionTable.rowThenColumn(width, config.grid(), config.extraTokens())));
            case NONE -> joined;
        };
    }

    private Tensor wanted(Optional<Tensor> condition) {
        return condition.orElseThrow(() -> new ModelException("this U-ViT wants " + config.conditioning()));
    }

    /** What came in, joined with what the mirrored block gave. */
    private Tensor joined(BlockBuilder block, Tensor x, Tensor skip) {
        int width = config.embedDim();
        return switch (config.skip()) {
            case CONCAT -> block.linear("skip_linear", block.concat("skip", List.of(x, skip), 2), width, Epilogue.NONE);
            case ADD -> block.add("skip", x, skip);
            case PROJECT_ADD -> block.linear("skip_linear", skip, width, new Epilogue.Residual(x));
            case ADD_PROJECT -> block.linear("skip_linear", block.add("skip", x, skip), width, Epilogue.NONE);
            case NONE -> x;
        };   // [N, T, D]
    }

    private Tensor block(BlockBuilder block, Tensor x, Tensor time) {
        var attention = new SelfAttention(config.numHeads(), config.qkvBias());
        var mlp = new Mlp(config.mlpHidden(), Activation.GELU_ERF);
        Tensor result = switch (config.timeEmbed()) {
            case TOKEN -> new TransformerBlock(attention, mlp, EPSILON).apply(block, x);
            case ADALN -> {
                Tensor m = modulation(block, time);                                                // [N, 1, 4 · D]
                Tensor h = block.layerNorm("norm1", x, modulated(m, 0), EPSILON);
                x = attention.apply(block, h, new Epilogue.Residual(x));
                h = block.layerNorm("norm2", x, modulated(m, 2), EPSILON);
                yield mlp.apply(block, h, new Epilogue.Residual(x));
            }
        };
        block.end();
        return result;   // [N, T, D]
    }

    /** y_s − 1 and y_b of both normalisations: {@link Modulated} counts its scale from 1, the paper from 0. */
    private Tensor modulation(BlockBuilder block, Tensor time) {
        int width = config.embedDim();
        var lessOne = new float[4 * width];
        Arrays.fill(lessOne, 0, width, -1);
        Arrays.fill(lessOne, 2 * width, 3 * width, -1);
        Tensor y = block.linear("adaLN_modulation", time, 4 * width, Epilogue.NONE);
        return block.add("adaLN_modulation.less_one", y,
                block.program().constant("less_one", TensorData.of(Shape.of(4 * width), lessOne)));
    }

    /** The scale at this place of a modulation, and the shift behind it. */
    private static Modulated modulated(Tensor m, int at) {
        return new Modulated(Slice.part(m, at + 1, 4), Slice.part(m, at, 4));
    }

    private Tensor finalLayer(BlockBuilder last, Tensor x, String output) {
        int patch = config.patchSize();
        int batch = x.shape().dim(0);
        Tensor h = last.layerNorm("norm", x, EPSILON);                                             // [N, T, D]
        int before = config.extraTokens();
        if (config.conv() == FinalConvolution.BEFORE) {
            Tensor layout = last.unpatchify("decoder_conv.layout", h, before, 1,
                    Shape.of(batch, config.embedDim(), config.grid(), config.grid()));             // [N, D, H / p, W / p]
            h = last.patchify("decoder_conv.tokens", last.conv2d("decoder_conv", layout, config.embedDim(), 3), 1);
            before = 0;                                                                            // h: [N, T − E, D]
        }
        h = last.linear("decoder_pred", h, patch * patch * channels(), Epilogue.NONE);             // [N, …, p · p · C]
        boolean after = config.conv() == FinalConvolution.AFTER;
        Tensor images = last.unpatchify(after ? "unpatchified" : output, h, before, patch,
                Shape.of(batch, channels(), imageSize(), imageSize()));                            // [N, C, H, W]
        if (after) {
            images = last.conv2d(output, images, last.weight("final_layer.weight", channels(), channels(), 3, 3),
                    last.weight("final_layer.bias", channels()));
        }
        last.end();
        return images;
    }
}
