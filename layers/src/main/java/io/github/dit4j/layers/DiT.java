package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Normalization.Modulated;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Optional;

/**
 * DiT with adaLN-Zero blocks (Peebles and Xie, "Scalable Diffusion Models with Transformers", 2023), as in
 * {@code models.py} of facebookresearch/DiT. In the shapes, N is the batch, T the tokens of an image and D the width.
 */
public record DiT(DiTConfig config) implements DiffusionTransformer {
    static final String FAMILY = "dit";
    /** The fixed position table, which checkpoints hold all the same. */
    static final String POSITIONS = "pos_embed";
    private static final float EPSILON = 1e-6f;
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
        return config.learnSigma() ? 2 * channels() : channels();
    }

    @Override
    public Conditioning.Classes conditioning() {
        return config.classes();
    }

    @Override
    public Tensor network(ProgramBuilder program, Tensor x, Tensor t, Optional<Tensor> condition, String output) {
        Tensor y = condition.orElseThrow(() -> new ModelException("a DiT wants class labels"));
        var embed = program.topBlock("embed");
        Tensor tokens = tokens(embed, x);                    // [N, T, D]
        Tensor c = conditioning(embed, t, y);                // [N, D]
        embed.end();
        for (int i = 0; i < config.depth(); i++) {
            tokens = block(program.block("blocks." + i), tokens, c);   // [N, T, D]
        }
        return finalLayer(program.topBlock("final"), tokens, c, output);   // [N, C, H, W]
    }

    private Tensor tokens(BlockBuilder embed, Tensor x) {
        int width = config.hiddenSize();
        Tensor patches = new PatchEmbedding("x_embedder", config.patchSize(), width).apply(embed, x);   // [N, T, D]
        return embed.add("tokens", patches, embed.weight(POSITIONS, 1, config.grid() * config.grid(), width));
    }

    /** SiLU of timestep plus label, which the modulation of every block begins with. */
    private Tensor conditioning(BlockBuilder embed, Tensor t, Tensor y) {
        int width = config.hiddenSize();
        Tensor features = new TimestepEmbedding("t_embedder", TIME_FEATURES).vector(embed, t);          // [N, 256]
        Tensor time = TimestepEmbedding.mlp(embed, "t_embedder.mlp", features, width, width);           // [N, D]
        Tensor label = new LabelEmbedding("y_embedder.embedding_table", config.classes().rows(), width)
                .vector(embed, y);                                                                      // [N, D]
        return embed.activate("c.silu", embed.add("c", time, label), Activation.SILU);                  // [N, D]
    }

    private Tensor block(BlockBuilder block, Tensor x, Tensor c) {
        var attention = new SelfAttention(config.numHeads(), true);
        var mlp = new Mlp(config.mlpHidden(), Activation.GELU_TANH);
        Tensor m = block.linear("adaLN_modulation.1", c, 6 * config.hiddenSize(), Epilogue.NONE);       // [N, 6 · D]
        Tensor h = block.layerNorm("norm1", x, new Modulated(Slice.part(m, 0, 6), Slice.part(m, 1, 6)), EPSILON);
        x = attention.apply(block, h, new Epilogue.GatedResidual(x, Slice.part(m, 2, 6)));
        h = block.layerNorm("norm2", x, new Modulated(Slice.part(m, 3, 6), Slice.part(m, 4, 6)), EPSILON);
        x = mlp.apply(block, h, new Epilogue.GatedResidual(x, Slice.part(m, 5, 6)));
        block.end();
        return x;   // [N, T, D]
    }

    private Tensor finalLayer(BlockBuilder last, Tensor x, Tensor c, String output) {
        int patch = config.patchSize();
        Tensor m = last.linear("final_layer.adaLN_modulation.1", c, 2 * config.hiddenSize(), Epilogue.NONE);
        Tensor h = last.layerNorm("final_layer.norm_final", x,
                new Modulated(Slice.part(m, 0, 2), Slice.part(m, 1, 2)), EPSILON);                      // [N, T, D]
        h = last.linear("final_layer.linear", h, patch * patch * outputChannels(), Epilogue.NONE);      // [N, T, p · p · C]
        Tensor images = last.unpatchify(output, h, 0, patch,
                Shape.of(x.shape().dim(0), outputChannels(), imageSize(), imageSize()));                // [N, C, H, W]
        last.end();
        return images;
    }
}
