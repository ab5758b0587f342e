package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;

/** Infers a {@link UViTConfig} from the shapes of a checkpoint. */
final class UViTShapes {
    private static final String SOURCE = CheckpointShapes.SOURCE;
    /** The text tokens of CLIP. */
    private static final int CLIP_TOKENS = 77;

    private UViTShapes() {}

    static boolean recognises(CheckpointShapes shapes) {
        return shapes.has("patch_embed.proj.weight") && shapes.has("decoder_pred.weight");
    }

    /**
     * Adds what the shapes tell: all but the number of heads, and how text tokens and patches share the positions.
     *
     * @param facts what was said before, which settles what the shapes leave open
     */
    static void infer(CheckpointShapes shapes, ConfigFacts facts) {
        Shape projection = shapes.patchProjection("patch_embed.proj.weight");
        int width = projection.dim(0);
        int patch = projection.dim(2);
        facts.state("embed_dim", width, SOURCE);
        facts.state("in_chans", projection.dim(1), SOURCE);
        facts.state("patch_size", patch, SOURCE);
        depth(shapes, facts);
        shapes.stateMlpRatio(facts, width, shapes.shape("mid_block.mlp.fc1.weight", 2).dim(0));
        facts.state("qkv_bias", shapes.has("mid_block.attn.qkv.bias"), SOURCE);
        facts.state("mlp_time_embed", shapes.has("time_embed.0.weight"), SOURCE);
        facts.state("conv", shapes.has("final_layer.weight"), SOURCE);
        if (shapes.blocks("out_blocks.") > 0) {
            facts.state("skip", shapes.has("out_blocks.0.skip_linear.weight"), SOURCE);
        }
        int tokens = shapes.shape("pos_embed", 3).dim(1);
        facts.state("img_size", patch * CheckpointShapes.side(tokens - extraTokens(shapes, facts, tokens, patch)), SOURCE);
    }

    /** Published depths count the middle block or not: 13 and 12 are the same network. */
    private static void depth(CheckpointShapes shapes, ConfigFacts facts) {
        int half = Math.max(shapes.blocks("in_blocks."), shapes.blocks("out_blocks."));
        int said = facts.integer("depth", 2 * half);
        facts.state("depth", said == 2 * half + 1 ? said : 2 * half, SOURCE);
    }

    private static int extraTokens(CheckpointShapes shapes, ConfigFacts facts, int tokens, int patch) {
        if (shapes.has("context_embed.weight")) {
            facts.state("clip_dim", shapes.shape("context_embed.weight", 2).dim(1), SOURCE);
            int textTokens = textTokens(facts, tokens, patch);
            facts.state("num_clip_token", textTokens, SOURCE);
            return 1 + textTokens;
        }
        boolean labels = shapes.has("label_emb.weight");
        facts.state("num_classes", labels ? shapes.shape("label_emb.weight", 2).dim(0) : -1, SOURCE);
        return labels ? 2 : 1;
    }

    private static int textTokens(ConfigFacts facts, int tokens, int patch) {
        if (facts.has("num_clip_token")) {
            return facts.integer("num_clip_token");
        }
        int patches = tokens - 1 - CLIP_TOKENS;
        if (facts.has("img_size")) {
            int side = facts.integer("img_size") / patch;
            patches = side * side;
        }
        int side = (int) Math.sqrt(Math.max(patches, 0));
        if (side == 0 || side * side != patches || patches > tokens - 2) {
            throw new ModelException("pos_embed has " + tokens + " positions for the time, the text and the patches; "
                    + "say num_clip_token in a configuration (--config FILE)");
        }
        return tokens - 1 - patches;
    }
}
