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
 * @param numClasses classes, without the null class; 0 if the model is unconditional
 * @param learnSigma whether the last layer gives as many channels again: DiT's learned variance, which SiT leaves out
 * @param kind how the blocks are told about timestep and label
 * @param timeFrequencies which frequencies the timestep's features have
 * @param family {@code dit}, or {@code sit} for the same network trained with flow matching
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
        boolean learnSigma,
        DiTBlockKind kind,
        TimeFrequencies timeFrequencies,
        String family) implements ModelConfig {

    /** The published default of {@code class_dropout_prob}. */
    static final double CLASS_DROPOUT_PROB = 0.1;
    /** What adaLN-Zero computes for each element of a token: the widest of the layers. */
    private static final int MODULATIONS = 6;

    /**
     * Checks the sizes. An unconditional model has no label to drop: its {@code classDropoutProb} is 0.
     *
     * @throws ModelException if one is not positive or does not divide what it has to, or the family is neither
     */
    public DiTConfig {
        ConfigChecks.divides("patch_size", patchSize, "input_size", inputSize);
        ConfigChecks.positive("in_channels", inChannels);
        ConfigChecks.divides("num_heads", numHeads, "hidden_size", hiddenSize);
        // A position is a sine and a cosine of the row and of the column.
        ConfigChecks.divides("number of position features", 4, "hidden_size", hiddenSize);
        ConfigChecks.positive("depth", depth);
        ConfigChecks.mlpRatio(mlpRatio, "hidden_size", hiddenSize);
        int grid = inputSize / patchSize;
        ConfigChecks.countable("input_size " + inputSize + " with in_channels " + inChannels,
                inputSize, inputSize, inChannels, learnSigma ? 2 : 1);
        ConfigChecks.countable("input_size " + inputSize + " with patch_size " + patchSize + " and hidden_size " + hiddenSize,
                grid, grid, hiddenSize);
        ConfigChecks.countable("hidden_size " + hiddenSize, hiddenSize, MODULATIONS);
        if (numClasses < 0) {
            throw new ModelException(
                    "the num_classes has to be positive, or 0 for an unconditional model, not " + numClasses);
        }
        ConfigChecks.countable("num_classes " + numClasses + " with hidden_size " + hiddenSize, numClasses + 1.0, hiddenSize);
        if (!family.equals(DiT.FAMILY) && !family.equals(DiT.FLOW_FAMILY)) {
            throw new ModelException("a DiT is of the family " + DiT.FAMILY + " or " + DiT.FLOW_FAMILY + ", not " + family);
        }
        if (!(classDropoutProb >= 0 && classDropoutProb <= 1)) {
            throw new ModelException("the class_dropout_prob has to lie between 0 and 1, not " + classDropoutProb);
        }
        classDropoutProb = numClasses == 0 ? 0 : classDropoutProb;
    }

    /** A DiT with the published block, adaLN-Zero. */
    public DiTConfig(int inputSize, int patchSize, int inChannels, int hiddenSize, int depth, int numHeads,
            double mlpRatio, double classDropoutProb, int numClasses, boolean learnSigma) {
        this(inputSize, patchSize, inChannels, hiddenSize, depth, numHeads, mlpRatio, classDropoutProb, numClasses,
                learnSigma, DiTBlockKind.ADALN_ZERO, TimeFrequencies.PUBLISHED, DiT.FAMILY);
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
                Math.max(0, facts.integer("num_classes", 1000)),
                facts.flag("learn_sigma", true),
                facts.choice("kind", DiTBlockKind.ADALN_ZERO, DiTBlockKind.values()),
                facts.choice("time_frequencies", TimeFrequencies.PUBLISHED, TimeFrequencies.values()),
                facts.text("family", DiT.FAMILY));
    }

    /** The same network as this one, trained with flow matching: a SiT. */
    public DiTConfig withFlow() {
        return new DiTConfig(inputSize, patchSize, inChannels, hiddenSize, depth, numHeads, mlpRatio, classDropoutProb,
                numClasses, learnSigma, kind, timeFrequencies, DiT.FLOW_FAMILY);
    }

    /** Whether it is a SiT. */
    boolean isFlow() {
        return family.equals(DiT.FLOW_FAMILY);
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

    /** The label of the image, if it has one. */
    Conditioning conditioning() {
        if (numClasses == 0) {
            return new Conditioning.None();
        }
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
        json.addProperty("kind", kind.word());
        json.addProperty("time_frequencies", timeFrequencies.word());
        return json.toString();
    }

    @Override
    public DiT model() {
        return new DiT(this);
    }
}
