package io.github.dit4j.layers;

import com.google.gson.JsonObject;

/**
 * Configuration of a {@link DiT}; the components carry the names of the published constructor's arguments.
 *
 * @param inputSize height and width of the images (or latents)
 * @param patchSize height and width of a patch
 * @param inChannels channels of the images
 * @param hiddenSize elements of a token
 * @param depth transformer blocks
 * @param numHeads attention heads of a block
 * @param mlpRatio hidden elements of a perceptron per element of a token
 * @param classDropoutProb how often a label was dropped in training; above 0 there is a null class
 * @param numClasses classes, without the null class
 * @param learnSigma whether the variance is learned, in as many channels again
 */
public record DiTConfig(
        int inputSize,
        int patchSize,
        int inChannels,
        int hiddenSize,
        int depth,
        int numHeads,
        double mlpRatio,
        double classDropoutProb,
        int numClasses,
        boolean learnSigma) implements ModelConfig {

    /** The published default of {@code class_dropout_prob}. */
    static final double CLASS_DROPOUT_PROB = 0.1;

    /**
     * Checks the sizes.
     *
     * @throws ModelException if one is not positive or does not divide what it has to
     */
    public DiTConfig {
        ConfigChecks.divides("patch_size", patchSize, "input_size", inputSize);
        ConfigChecks.positive("in_channels", inChannels);
        ConfigChecks.divides("num_heads", numHeads, "hidden_size", hiddenSize);
        // A position is a sine and a cosine of the row and of the column.
        ConfigChecks.divides("number of position features", 4, "hidden_size", hiddenSize);
        ConfigChecks.positive("depth", depth);
        ConfigChecks.positive("mlp_ratio", mlpRatio);
        ConfigChecks.positive("num_classes", numClasses);
        if (!(classDropoutProb >= 0 && classDropoutProb <= 1)) {
            throw new ModelException("the class_dropout_prob has to lie between 0 and 1, not " + classDropoutProb);
        }
    }

    static DiTConfig of(ConfigFacts facts) {
        return new DiTConfig(
                facts.integer("input_size"),
                facts.integer("patch_size"),
                facts.integer("in_channels", 4),
                facts.integer("hidden_size"),
                facts.integer("depth"),
                facts.integer("num_heads"),
                facts.number("mlp_ratio", 4),
                facts.number("class_dropout_prob", CLASS_DROPOUT_PROB),
                facts.integer("num_classes", 1000),
                facts.flag("learn_sigma", true));
    }

    @Override
    public String family() {
        return DiT.FAMILY;
    }

    @Override
    public int width() {
        return hiddenSize;
    }

    /** Patches along a side of the image. */
    int grid() {
        return inputSize / patchSize;
    }

    /** Hidden elements of a perceptron. */
    int mlpHidden() {
        return (int) (hiddenSize * mlpRatio);
    }

    /** The label of the image. */
    Conditioning.Classes classes() {
        return classDropoutProb > 0
                ? Conditioning.Classes.withNull(numClasses)
                : Conditioning.Classes.withoutNull(numClasses);
    }

    @Override
    public String toJson() {
        var json = new JsonObject();
        json.addProperty("family", family());
        json.addProperty("input_size", inputSize);
        json.addProperty("patch_size", patchSize);
        json.addProperty("in_channels", inChannels);
        json.addProperty("hidden_size", hiddenSize);
        json.addProperty("depth", depth);
        json.addProperty("num_heads", numHeads);
        json.addProperty("mlp_ratio", mlpRatio);
        json.addProperty("class_dropout_prob", classDropoutProb);
        json.addProperty("num_classes", numClasses);
        json.addProperty("learn_sigma", learnSigma);
        return json.toString();
    }

    @Override
    public DiT model() {
        return new DiT(this);
    }
}
