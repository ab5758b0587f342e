package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Normalization.Modulated;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * DiT (Peebles and Xie, "Scalable Diffusion Models with Transformers", 2023), as in {@code models.py} of
 * facebookresearch/DiT, with any of the {@linkplain DiTBlockKind blocks} that the paper compares; and SiT, as in
 * {@code models.py} of willisma/SiT, which is the same network but for its output. In the shapes, N is the batch, T the
 * tokens of an image, K those of the condition and D the width.
 */
public record DiT(DiTConfig config) implements DiffusionTransformer {
    static final String FAMILY = "dit";
    static final String FLOW_FAMILY = "sit";
    /** The fixed position table, which checkpoints hold all the same. */
    static final String POSITIONS = "pos_embed";
    private static final int TIME_FEATURES = 256;

    @Override
    public int channels() {
        return config.inChannels();
    }

    @Override
    public int imageSize() {
        return config.inputSize();
    }

    @Override
    public int outputChannels() {
        return config.isFlow() ? channels() : finalChannels();
    }

    /** What the last layer gives: SiT keeps only the first half of it. */
    private int finalChannels() {
        return config.learnSigma() ? 2 * channels() : channels();
    }

    @Override
    public Conditioning conditioning() {
        return config.conditioning();
    }

    @Override
    public Tensor network(ProgramBuilder program, Tensor x, Tensor t, Optional<Tensor> condition, String output) {
        var embed = program.topBlock("embed");
        Tensor tokens = tokens(embed, x);                              // [N, T, D]
        Tensor c = condition(embed, t, condition);                     // [N, D] or [N, K, D]
        int patches = tokens.shape().dim(1);
        if (config.kind() == DiTBlockKind.IN_CONTEXT) {
            tokens = embed.concat("tokens.conditioned", List.of(tokens, c), 1);   // [N, T + K, D]
        }
        embed.end();
        var block = new DiTBlock(config);
        for (int i = 0; i < config.depth(); i++) {
            tokens = block.apply(program.block("blocks." + i), tokens, c);
        }
        return finalLayer(program.topBlock("final"), tokens, patches, c, output);   // [N, C, H, W]
    }

    private Tensor tokens(BlockBuilder embed, Tensor x) {
        int width = config.hiddenSize();
        Tensor patches = new PatchEmbedding("x_embedder", config.patchSize(), width).apply(embed, x);   // [N, T, D]
        return embed.add("tokens", patches, embed.weight(POSITIONS, 1, config.grid() * config.grid(), width));
    }

    /**
     * Timestep and label, where there is one: SiLU of their sum {@code [N, D]}, which the modulation of every block begins
     * with, or their sequence {@code [N, K, D]}.
     */
    private Tensor condition(BlockBuilder embed, Tensor t, Optional<Tensor> labels) {
        int width = config.hiddenSize();
        boolean summed = config.kind().isAdaptiveNorm();
        var sinusoids = new TimestepEmbedding("t_embedder", TIME_FEATURES, config.timeFrequencies());
        Tensor features = summed ? sinusoids.vector(embed, t) : sinusoids.token(embed, t);              // [N, (1,) 256]
        Tensor time = TimestepEmbedding.mlp(embed, "t_embedder.mlp", features, width, width);           // [N, (1,) D]
        Optional<Tensor> label = label(embed, labels, summed);                                          // [N, (1,) D]
        if (summed) {
            Tensor c = label.map(y -> embed.add("c", time, y)).orElse(time);
            return embed.activate("c.silu", c, Activation.SILU);
        }
        return label.map(y -> embed.concat("c", List.of(time, y), 1)).orElse(time);
    }

    private Optional<Tensor> label(BlockBuilder embed, Optional<Tensor> labels, boolean vector) {
        if (!(config.conditioning() instanceof Conditioning.Classes classes)) {
            return Optional.empty();
        }
        Tensor y = labels.orElseThrow(() -> new ModelException("this DiT wants class labels"));
        var table = new LabelEmbedding("y_embedder.embedding_table", classes.rows(), config.hiddenSize());
        return Optional.of(vector ? table.vector(embed, y) : table.token(embed, y));
    }

    private Tensor finalLayer(BlockBuilder last, Tensor x, int patches, Tensor c, String output) {
        int patch = config.patchSize();
        Tensor h = finalNorm(last, x, patches, c);                                                      // [N, T, D]
        h = last.linear("final_layer.linear", h, patch * patch * finalChannels(), Epilogue.NONE);   // [N, T, p · p · C]
        boolean halved = finalChannels() > outputChannels();
        Tensor images = last.unpatchify(halved ? "unpatchified" : output, h, 0, patch,
                Shape.of(x.shape().dim(0), finalChannels(), imageSize(), imageSize()));                 // [N, C, H, W]
        if (halved) {
            images = last.narrow(output, images, 1, 0, outputChannels());
        }
        last.end();
        return images;
    }

    private Tensor finalNorm(BlockBuilder last, Tensor x, int patches, Tensor c) {
        String name = "final_layer.norm_final";
        return switch (config.kind()) {
            case IN_CONTEXT -> last.layerNorm(
                    name, last.narrow("final_layer.patches", x, 1, 0, patches), DiTBlock.EPSILON);
            case CROSS_ATTENTION -> last.layerNorm(name, x, DiTBlock.EPSILON);
            case ADALN, ADALN_ZERO -> {
                Tensor m = last.linear("final_layer.adaLN_modulation.1", c, 2 * config.hiddenSize(), Epilogue.NONE);
                yield last.layerNorm(name, x, new Modulated(Slice.part(m, 0, 2), Slice.part(m, 1, 2)), DiTBlock.EPSILON);
            }
        };
    }
}
