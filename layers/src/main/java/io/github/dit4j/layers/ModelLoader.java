package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Weights;
import java.util.List;

/**
 * Finds out what network a checkpoint belongs to. What the shapes of its tensors tell is taken from them; the rest, the
 * number of attention heads above all, from what is said beside them. Everything is checked against everything.
 */
public final class ModelLoader {

    private ModelLoader() {}

    /**
     * Recognises a checkpoint. A DiT without its position table gets the published one. A DiT as diffusers stores it gets
     * the published names, and the {@linkplain TimeFrequencies#DIFFUSERS frequencies} of that library unless
     * {@code time_frequencies} is said.
     *
     * @param checkpoint with the published names of DiT or U-ViT, or diffusers' names of a DiT
     * @param hints what is said beside it
     * @return the network, and weights of which it needs each and no other is left
     * @throws ModelException if the family is not known, something is said twice and differently, something is not said
     *     at all, or tensors are missing, left over or of the wrong shape
     */
    public static LoadedModel load(Weights checkpoint, ModelHints hints) {
        return loadPublished(DiffusersDiT.recognises(checkpoint) ? DiffusersDiT.of(checkpoint) : checkpoint, hints);
    }

    private static LoadedModel loadPublished(Weights checkpoint, ModelHints hints) {
        var shapes = new CheckpointShapes(checkpoint);
        DiffusionTransformer transformer;
        try {
            transformer = config(shapes, hints).model();
        } catch (ModelException wrong) {
            throw withRemedy(wrong, checkpoint);
        }
        Weights weights = transformer instanceof DiT(DiTConfig config) && !shapes.has(DiT.POSITIONS)
                ? new WeightsWith(DiT.POSITIONS, PositionTable.sinCos2d(config.hiddenSize(), config.grid()), checkpoint)
                : checkpoint;
        CheckpointFit.require("a " + transformer.family() + " of depth " + transformer.config().depth() + " and width "
                + transformer.config().width(), transformer.weightShapes(), weights, _ -> false);
        return new LoadedModel(transformer, weights);
    }

    private static ModelConfig config(CheckpointShapes shapes, ModelHints hints) {
        var facts = new ConfigFacts();
        hints.sources().forEach(facts::state);
        if (DiTShapes.recognises(shapes)) {
            // A SiT has the tensors of a DiT: only what is said beside them tells them apart.
            String family = facts.says("family", DiT.FLOW_FAMILY) ? DiT.FLOW_FAMILY : DiT.FAMILY;
            facts.state("family", family, CheckpointShapes.SOURCE);
            DiTShapes.infer(shapes, facts);
            if (shapes.weights() instanceof DiffusersDiT && !facts.has("time_frequencies")) {
                facts.state("time_frequencies", TimeFrequencies.DIFFUSERS.word(), CheckpointShapes.SOURCE);
            }
            heads(facts, family, facts.integer("hidden_size"));
            return DiTConfig.of(facts);
        }
        if (UViTShapes.recognises(shapes)) {
            facts.state("family", UViT.FAMILY, CheckpointShapes.SOURCE);
            UViTShapes.infer(shapes, facts);
            heads(facts, UViT.FAMILY, facts.integer("embed_dim"));
            return UViTConfig.of(facts);
        }
        if (shapes.has("cls_token")) {
            throw new ModelException("the checkpoint is that of a " + ViT.FAMILY
                    + ", which tells classes of images and cannot draw any");
        }
        throw new ModelException("the checkpoint is neither a DiT (no x_embedder.proj.weight) nor a U-ViT"
                + " (no patch_embed.proj.weight); it holds " + CheckpointFit.few(shapes.weights().names()));
    }

    /** Where nobody says it, a network as wide and deep as a named size has as many heads. */
    private static void heads(ConfigFacts facts, String family, int width) {
        if (facts.has("num_heads")) {
            return;
        }
        int depth = facts.integer("depth");
        ModelConfig known = NamedModel.all().stream().map(NamedModel::config)
                .filter(config -> config.family().equals(family) && config.width() == width && config.depth() == depth)
                .findFirst().orElseThrow(() -> new ModelException("nothing tells the number of attention heads of this "
                        + family + " of width " + width + " and depth " + depth
                        + "; give --heads N, or num_heads in a configuration (--config FILE)"));
        facts.state("num_heads", known.numHeads(), "the named size of this width and depth");
    }

    private static ModelException withRemedy(ModelException wrong, Weights checkpoint) {
        List<String> fitting = NamedModel.all().stream()
                .filter(named -> wrong.getMessage().contains("the named size "))
                .filter(named -> CheckpointFit
                        .differences(named.config().model().weightShapes(), checkpoint, _ -> false).isEmpty())
                .map(NamedModel::id).toList();
        return fitting.isEmpty() ? wrong : new ModelException(
                wrong.getMessage() + "; the checkpoint fits " + String.join(", ", fitting));
    }
}
