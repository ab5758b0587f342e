package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;

/** Infers a {@link UViTConfig} from the shapes of a checkpoint. */
final class UViTShapes {
    private static final String SOURCE = CheckpointShapes.SOURCE;
    /** The text tokens of CLIP. */
    private static final int CLIP_TOKENS = 77;
    /** Each halves the image. */
    private static final int MOST_CONVOLUTIONS = 16;

    private UViTShapes() {}

    static boolean recognises(CheckpointShapes shapes) {
        return shapes.has("patch_embed.proj.weight") && shapes.has("decoder_pred.weight");
    }

    /**
     * Adds what the shapes tell: all but the number of heads, how text tokens and patches share the positions, which of
     * two long skips of one shape it is, and what has to be said where no position is learned.
     *
     * @param facts what was said before, which settles what the shapes leave open
     */
    static void infer(CheckpointShapes shapes, ConfigFacts facts) {
        int width = shapes.shape("patch_embed.proj.weight", 4).dim(0);
        facts.state("embed_dim", width, SOURCE);
        int patch = patch(shapes, facts);
        depth(shapes, facts);
        shapes.stateMlpRatio(facts, width, shapes.shape("mid_block.mlp.fc1.weight", 2).dim(0));
        facts.state("qkv_bias", shapes.has("mid_block.attn.qkv.bias"), SOURCE);
        boolean modulated = shapes.has("mid_block.adaLN_modulation.weight");
        facts.state("time_embed", (modulated ? TimeInput.ADALN : TimeInput.TOKEN).word(), SOURCE);
        facts.state("mlp_time_embed", shapes.has("time_embed.0.weight"), SOURCE);
        facts.state("conv", conv(shapes).word(), SOURCE);
        if (shapes.blocks("out_blocks.") > 0) {
            skip(shapes, facts, width);
        }
        conditioning(shapes, facts);
        if (shapes.has("pos_embed")) {
            facts.state("pos_embed", PositionEmbedding.LEARNED.word(), SOURCE);
            int tokens = shapes.shape("pos_embed", 3).dim(1) - (modulated ? 0 : 1);
            facts.state("img_size",
                    patch * CheckpointShapes.side(tokens - conditionTokens(facts, tokens, patch)), SOURCE);
        } else if (!facts.has("pos_embed") || facts.says("pos_embed", PositionEmbedding.LEARNED.word())) {
            throw new ModelException("the checkpoint has no tensor pos_embed; if that is right, say \"pos_embed\": \""
                    + PositionEmbedding.SINCOS.word() + "\" or \"" + PositionEmbedding.NONE.word()
                    + "\" in a configuration (--config FILE)");
        }
    }

    private static int patch(CheckpointShapes shapes, ConfigFacts facts) {
        int convolutions = shapes.blocks("patch_embed.convs.");
        boolean stem = convolutions > 0;
        facts.state("patch_embed", (stem ? PatchStem.CONVOLUTIONS : PatchStem.PROJECTION).word(), SOURCE);
        Shape first = stem
                ? shapes.shape("patch_embed.convs.0.weight", 4)
                : shapes.patchProjection("patch_embed.proj.weight");
        if (convolutions > MOST_CONVOLUTIONS) {
            throw new ModelException("patch_embed has " + convolutions
                    + " convolutions in the checkpoint, which would halve an image to nothing");
        }
        int patch = stem ? 1 << convolutions : first.dim(2);
        facts.state("in_chans", first.dim(1), SOURCE);
        facts.state("patch_size", patch, SOURCE);
        return patch;
    }

    private static FinalConvolution conv(CheckpointShapes shapes) {
        if (shapes.has("decoder_conv.weight")) {
            return FinalConvolution.BEFORE;
        }
        return shapes.has("final_layer.weight") ? FinalConvolution.AFTER : FinalConvolution.NONE;
    }

    private static void skip(CheckpointShapes shapes, ConfigFacts facts, int width) {
        String projection = "out_blocks.0.skip_linear.weight";
        if (!shapes.has(projection)) {
            if (!facts.says("skip", LongSkip.ADD.word())) {
                facts.state("skip", LongSkip.NONE.word(), SOURCE);
            }
            return;
        }
        if (shapes.shape(projection, 2).dim(1) == 2 * width) {
            facts.state("skip", LongSkip.CONCAT.word(), SOURCE);
        } else if (!facts.says("skip", LongSkip.PROJECT_ADD.word())
                && !facts.says("skip", LongSkip.ADD_PROJECT.word())) {
            throw new ModelException(projection + " is " + shapes.shape(projection, 2)
                    + " in the checkpoint: say \"skip\": \"" + LongSkip.PROJECT_ADD.word() + "\" or \""
                    + LongSkip.ADD_PROJECT.word() + "\" in a configuration (--config FILE)");
        }
    }

    /** Published depths count the middle block or not: 13 and 12 are the same network. */
    private static void depth(CheckpointShapes shapes, ConfigFacts facts) {
        int half = Math.max(shapes.blocks("in_blocks."), shapes.blocks("out_blocks."));
        int said = facts.integer("depth", 2 * half);
        facts.state("depth", said == 2 * half + 1 ? said : 2 * half, SOURCE);
    }

    private static void conditioning(CheckpointShapes shapes, ConfigFacts facts) {
        if (shapes.has("context_embed.weight")) {
            facts.state("clip_dim", shapes.shape("context_embed.weight", 2).dim(1), SOURCE);
        } else {
            boolean labels = shapes.has("label_emb.weight");
            facts.state("num_classes", labels ? shapes.shape("label_emb.weight", 2).dim(0) : -1, SOURCE);
        }
    }

    /** The tokens of label or text, of so many that are not the time's. */
    private static int conditionTokens(ConfigFacts facts, int tokens, int patch) {
        if (facts.has("clip_dim")) {
            int textTokens = textTokens(facts, tokens, patch);
            facts.state("num_clip_token", textTokens, SOURCE);
            return textTokens;
        }
        return facts.integer("num_classes") > 0 ? 1 : 0;
    }

    private static int textTokens(ConfigFacts facts, int tokens, int patch) {
        if (facts.has("num_clip_token")) {
            return facts.integer("num_clip_token");
        }
        int patches = tokens - CLIP_TOKENS;
        if (facts.has("img_size")) {
            int side = facts.integer("img_size") / patch;
            patches = side * side;
        }
        int side = (int) Math.sqrt(Math.max(patches, 0));
        if (side == 0 || side * side != patches || patches > tokens - 1) {
            throw new ModelException("pos_embed leaves " + tokens + " positions for the text and the patches; "
                    + "say num_clip_token in a configuration (--config FILE)");
        }
        return tokens - patches;
    }
}
