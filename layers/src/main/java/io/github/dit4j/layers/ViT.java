package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.List;
import java.util.Optional;

/**
 * ViT (Dosovitskiy et al., "An Image is Worth 16x16 Words", 2021), from which DiT and U-ViT start: an encoder with a class
 * token, from which a linear head tells classes. The weights have the names of timm's {@code vit_*} models. In the shapes, N
 * is the batch, T the tokens of an image and D the width.
 */
public record ViT(ViTConfig config) implements Network {
    static final String FAMILY = "vit";
    private static final float EPSILON = 1e-6f;

    @Override
    public String family() {
        return FAMILY;
    }

    /**
     * Tells classes: the input is {@code x} {@code [batch, channels, imgSize, imgSize]}, the result {@code output}
     * {@code [batch, 1, numClasses]}, before softmax.
     */
    @Override
    public Program forward(int batch) {
        var program = ProgramBuilder.named(FAMILY);
        Tensor x = program.input("x", DType.F32, batch, config.inChans(), config.imgSize(), config.imgSize());
        Tensor tokens = tokens(program.topBlock("embed"), x);                            // [N, T, D]
        var attention = new SelfAttention(config.numHeads(), config.qkvBias());
        var mlp = new Mlp((int) (config.embedDim() * config.mlpRatio()), Activation.GELU_ERF);
        var layers = new TransformerBlock(attention, mlp, EPSILON);
        for (int i = 0; i < config.depth(); i++) {
            var block = program.block("blocks." + i);
            tokens = layers.apply(block, tokens);                                        // [N, T, D]
            block.end();
        }
        program.output(logits(program.topBlock("head"), tokens));                        // [N, classes]
        return program.build();
    }

    private Tensor tokens(BlockBuilder embed, Tensor x) {
        int width = config.embedDim();
        Shape one = Shape.of(x.shape().dim(0), 1, width);
        Tensor patches = new PatchEmbedding("patch_embed", config.patchSize(), width).apply(embed, x);
        // Added to zeros, the class token is repeated for each image.
        Tensor zeros = embed.program().constant("zeros", TensorData.of(one, new float[one.size()]));
        Tensor classToken = embed.add("class_token", zeros, embed.weight("cls_token", 1, 1, width));   // [N, 1, D]
        Tensor joined = embed.concat("tokens.joined", List.of(classToken, patches), 1);  // [N, T, D]
        Tensor tokens = embed.add("tokens", joined, embed.weight("pos_embed", 1, joined.shape().dim(1), width));
        embed.end();
        return tokens;
    }

    private Tensor logits(BlockBuilder head, Tensor tokens) {
        int width = config.embedDim();
        Tensor classToken = head.narrow("class_token.last", tokens, 1, 0, 1);            // [N, 1, D]
        Tensor h = head.layerNorm("norm", classToken, EPSILON);
        Tensor logits = head.linear("output", h, head.weight("head.weight", config.numClasses(), width),
                Optional.of(head.weight("head.bias", config.numClasses())), Epilogue.NONE);   // [N, 1, classes]
        head.end();
        return logits;
    }
}
