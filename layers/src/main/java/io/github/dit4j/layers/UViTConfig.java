package io.github.dit4j.layers;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * Configuration of a {@link UViT}; the components carry the names of the published constructors' arguments, but for
 * {@code conditioning}, which joins {@code num_classes} with {@code clip_dim} and {@code num_clip_token}.
 *
 * @param imgSize height and width of the images (or latents)
 * @param patchSize height and width of a patch
 * @param inChans channels of the images
 * @param embedDim elements of a token
 * @param depth transformer blocks beside the middle one, half of them before it and half after it
 * @param numHeads attention heads of a block
 * @param mlpRatio hidden elements of a perceptron per element of a token
 * @param qkvBias whether the projection to queries, keys and values has a bias
 * @param mlpTimeEmbed whether a perceptron follows the sinusoidal features of the timestep
 * @param conditioning nothing, a class or text
 * @param conv where there is a 3×3 convolution; in JSON also {@code true} for after the head and {@code false} for none
 * @param skip how blocks after the middle see what their mirror images before it gave; in JSON also {@code true} for
 *     concatenation and {@code false} for none
 * @param timeEmbed how the timestep enters
 * @param patchEmbed how images become tokens
 * @param posEmbed how a token's position enters
 */
public record UViTConfig(
        int imgSize,
        int patchSize,
        int inChans,
        int embedDim,
        int depth,
        int numHeads,
        double mlpRatio,
        boolean qkvBias,
        boolean mlpTimeEmbed,
        Conditioning conditioning,
        FinalConvolution conv,
        LongSkip skip,
        TimeInput timeEmbed,
        PatchStem patchEmbed,
        PositionEmbedding posEmbed) implements ModelConfig {
    /** What adaLN and the perceptron of the time compute for each element of a token: the widest of the layers. */
    private static final int MOST_PARTS = 4;

    /**
     * Checks the sizes.
     *
     * @throws ModelException if one is not positive or does not divide what it has to
     */
    public UViTConfig {
        ConfigChecks.divides("patch_size", patchSize, "img_size", imgSize);
        ConfigChecks.positive("in_chans", inChans);
        ConfigChecks.divides("num_heads", numHeads, "embed_dim", embedDim);
        ConfigChecks.divides("number of time features", 2, "embed_dim", embedDim);
        ConfigChecks.positive("depth", depth);
        ConfigChecks.mlpRatio(mlpRatio, "embed_dim", embedDim);
        ConfigChecks.countable("img_size " + imgSize + " with in_chans " + inChans, imgSize, imgSize, inChans);
        ConfigChecks.countable("embed_dim " + embedDim, embedDim, MOST_PARTS);
        double grid = imgSize / patchSize;
        double tokens = grid * grid + 2;   // those of time and class
        String sizes = "img_size " + imgSize + " with patch_size " + patchSize + " and embed_dim " + embedDim;
        switch (conditioning) {
            case Conditioning.None _ -> { }
            case Conditioning.Classes classes -> ConfigChecks.countable(
                    "num_classes " + classes.rows() + " with embed_dim " + embedDim, classes.rows(), embedDim);
            case Conditioning.Text(int texts, int width) -> {
                sizes += " and num_clip_token " + texts;
                tokens += texts;
                ConfigChecks.countable("num_clip_token " + texts + " with clip_dim " + width, texts, width);
            }
        }
        ConfigChecks.countable(sizes, tokens, embedDim);
        if (patchEmbed == PatchStem.CONVOLUTIONS) {
            if (patchSize < 2 || Integer.bitCount(patchSize) != 1) {
                throw new ModelException("patches of " + patchSize + " cannot be had by halving an image; with patch_embed "
                        + patchEmbed.word() + " the patch_size has to be 2, 4, 8 or 16");
            }
            ConfigChecks.divides("number of first channels", patchSize / 2, "embed_dim", embedDim);
        }
        if (posEmbed == PositionEmbedding.SINCOS) {
            ConfigChecks.divides("number of position features", 4, "embed_dim", embedDim);
        }
    }

    /** A U-ViT of the published design. */
    public UViTConfig(int imgSize, int patchSize, int inChans, int embedDim, int depth, int numHeads, double mlpRatio,
            boolean qkvBias, boolean mlpTimeEmbed, Conditioning conditioning, boolean conv, boolean skip) {
        this(imgSize, patchSize, inChans, embedDim, depth, numHeads, mlpRatio, qkvBias, mlpTimeEmbed, conditioning,
                conv ? FinalConvolution.AFTER : FinalConvolution.NONE, skip ? LongSkip.CONCAT : LongSkip.NONE,
                TimeInput.TOKEN, PatchStem.PROJECTION, PositionEmbedding.LEARNED);
    }

    static UViTConfig of(ConfigFacts facts) {
        return new UViTConfig(
                facts.integer("img_size"),
                facts.integer("patch_size"),
                facts.integer("in_chans", 3),
                facts.integer("embed_dim"),
                facts.integer("depth"),
                facts.integer("num_heads"),
                facts.number("mlp_ratio", 4),
                facts.flag("qkv_bias", false),
                facts.flag("mlp_time_embed", false),
                conditioning(facts),
                facts.choice("conv", FinalConvolution.AFTER, FinalConvolution.values()),
                facts.choice("skip", LongSkip.CONCAT, LongSkip.values()),
                facts.choice("time_embed", TimeInput.TOKEN, TimeInput.values()),
                facts.choice("patch_embed", PatchStem.PROJECTION, PatchStem.values()),
                facts.choice("pos_embed", PositionEmbedding.LEARNED, PositionEmbedding.values()));
    }

    private static Conditioning conditioning(ConfigFacts facts) {
        if (isText(facts)) {
            return new Conditioning.Text(facts.integer("num_clip_token", 77), facts.integer("clip_dim", 768));
        }
        int rows = facts.integer("num_classes", -1);
        if (rows <= 0) {
            return new Conditioning.None();
        }
        return hasNullClass(facts, rows)
                ? Conditioning.Classes.withNull(rows - 1)
                : Conditioning.Classes.withoutNull(rows);
    }

    static boolean isText(ConfigFacts facts) {
        return facts.has("clip_dim") || facts.has("num_clip_token") || facts.says("name", "uvit_t2i");
    }

    /**
     * The published configurations count a null class among {@code num_classes} without saying so: 1001 for ImageNet at
     * 256 and 512 pixels, which has one, 1000 at 64 pixels, which has none. Where {@code null_class} does not say, one row
     * more than a multiple of ten is taken for a null class.
     */
    private static boolean hasNullClass(ConfigFacts facts, int rows) {
        return facts.flag("null_class", rows > 10 && rows % 10 == 1);
    }

    @Override
    public String family() {
        return UViT.FAMILY;
    }

    @Override
    public int width() {
        return embedDim;
    }

    /** Blocks before the middle one, and as many after it. */
    int halfDepth() {
        return depth / 2;
    }

    /** Tokens before the patches. */
    int extraTokens() {
        int time = timeEmbed == TimeInput.TOKEN ? 1 : 0;
        return time + switch (conditioning) {
            case Conditioning.None _ -> 0;
            case Conditioning.Classes _ -> 1;
            case Conditioning.Text(int tokens, int _) -> tokens;
        };
    }

    /** Patches along a side of the image. */
    int grid() {
        return imgSize / patchSize;
    }

    /** All tokens of an image. */
    int tokens() {
        return extraTokens() + grid() * grid();
    }

    /** Hidden elements of a perceptron. */
    int mlpHidden() {
        return (int) (embedDim * mlpRatio);
    }

    @Override
    public String toJson() {
        var json = new JsonObject();
        json.addProperty("family", family());
        json.addProperty("name", conditioning instanceof Conditioning.Text ? "uvit_t2i" : "uvit");
        json.addProperty("img_size", imgSize);
        json.addProperty("patch_size", patchSize);
        json.addProperty("in_chans", inChans);
        json.addProperty("embed_dim", embedDim);
        json.addProperty("depth", depth);
        json.addProperty("num_heads", numHeads);
        json.addProperty("mlp_ratio", mlpRatio);
        json.addProperty("qkv_bias", qkvBias);
        json.addProperty("mlp_time_embed", mlpTimeEmbed);
        switch (conditioning) {
            case Conditioning.None _ -> json.addProperty("num_classes", -1);
            case Conditioning.Classes classes -> {
                json.addProperty("num_classes", classes.rows());
                json.addProperty("null_class", classes.nullClass().isPresent());
            }
            case Conditioning.Text(int tokens, int width) -> {
                json.addProperty("clip_dim", width);
                json.addProperty("num_clip_token", tokens);
            }
        }
        json.add("conv", published(conv, FinalConvolution.AFTER, FinalConvolution.NONE));
        json.add("skip", published(skip, LongSkip.CONCAT, LongSkip.NONE));
        json.addProperty("time_embed", timeEmbed.word());
        json.addProperty("patch_embed", patchEmbed.word());
        json.addProperty("pos_embed", posEmbed.word());
        return json.toString();
    }

    /** The published constructor takes true or false for what it has and what it lacks. */
    private static JsonPrimitive published(Choice choice, Choice yes, Choice no) {
        return choice == yes || choice == no ? new JsonPrimitive(choice == yes) : new JsonPrimitive(choice.word());
    }

    @Override
    public UViT model() {
        return new UViT(this);
    }
}
