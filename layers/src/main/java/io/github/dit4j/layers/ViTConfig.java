package io.github.dit4j.layers;

import com.google.gson.JsonObject;

/**
 * Configuration of a {@link ViT}; the components carry the names of timm's {@code VisionTransformer}.
 *
 * @param imgSize height and width of the images
 * @param patchSize height and width of a patch
 * @param inChans channels of the images
 * @param embedDim elements of a token
 * @param depth transformer blocks
 * @param numHeads attention heads of a block
 * @param mlpRatio hidden elements of a perceptron per element of a token
 * @param qkvBias whether the projection to queries, keys and values has a bias
 * @param numClasses classes that the head tells apart
 */
public record ViTConfig(
        int imgSize,
        int patchSize,
        int inChans,
        int embedDim,
        int depth,
        int numHeads,
        double mlpRatio,
        boolean qkvBias,
        int numClasses) implements NetworkConfig {

    /**
     * Checks the sizes.
     *
     * @throws ModelException if one is not positive or does not divide what it has to
     */
    public ViTConfig {
        ConfigChecks.divides("patch_size", patchSize, "img_size", imgSize);
        ConfigChecks.positive("in_chans", inChans);
        ConfigChecks.divides("num_heads", numHeads, "embed_dim", embedDim);
        ConfigChecks.positive("depth", depth);
        ConfigChecks.mlpRatio(mlpRatio, "embed_dim", embedDim);
        ConfigChecks.positive("num_classes", numClasses);
        double grid = imgSize / patchSize;
        ConfigChecks.countable("img_size " + imgSize + " with in_chans " + inChans, imgSize, imgSize, inChans);
        ConfigChecks.countable("img_size " + imgSize + " with patch_size " + patchSize + " and embed_dim " + embedDim,
                grid * grid + 1, embedDim);
        ConfigChecks.countable("embed_dim " + embedDim, embedDim, 3);   // queries, keys and values
        ConfigChecks.countable("num_classes " + numClasses + " with embed_dim " + embedDim, numClasses, embedDim);
    }

    static ViTConfig of(ConfigFacts facts) {
        return new ViTConfig(
                facts.integer("img_size", 224),
                facts.integer("patch_size", 16),
                facts.integer("in_chans", 3),
                facts.integer("embed_dim", 768),
                facts.integer("depth", 12),
                facts.integer("num_heads", 12),
                facts.number("mlp_ratio", 4),
                facts.flag("qkv_bias", true),
                facts.integer("num_classes", 1000));
    }

    @Override
    public String family() {
        return ViT.FAMILY;
    }

    @Override
    public String toJson() {
        var json = new JsonObject();
        json.addProperty("family", family());
        json.addProperty("img_size", imgSize);
        json.addProperty("patch_size", patchSize);
        json.addProperty("in_chans", inChans);
        json.addProperty("embed_dim", embedDim);
        json.addProperty("depth", depth);
        json.addProperty("num_heads", numHeads);
        json.addProperty("mlp_ratio", mlpRatio);
        json.addProperty("qkv_bias", qkvBias);
        json.addProperty("num_classes", numClasses);
        return json.toString();
    }

    @Override
    public ViT model() {
        return new ViT(this);
    }
}
