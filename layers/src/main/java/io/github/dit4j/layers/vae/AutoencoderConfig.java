package io.github.dit4j.layers.vae;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dit4j.layers.ModelException;
import java.util.List;
import java.util.Set;

/**
 * The sizes of an {@link AutoencoderKL}; the components carry the names of diffusers' configuration where it has one.
 *
 * @param inChannels colours of the images that go in
 * @param outChannels colours of the images that come out
 * @param blockOutChannels channels of each level, the one at full size first: {@code ch · ch_mult} of latent-diffusion
 * @param layersPerBlock residual blocks of a level of the encoder, one less than the decoder's: {@code num_res_blocks}
 * @param latentChannels channels inside the quantising convolutions: {@code z_channels}
 * @param embedDim channels of the latents: {@code embed_dim}
 * @param normNumGroups groups of channels that are normalised together
 * @param attentionLevels levels whose residual blocks are followed by attention; empty in Stable Diffusion's
 * @param scalingFactor what latents are multiplied by for the network that draws them, and divided by before they are
 *     decoded
 */
public record AutoencoderConfig(
        int inChannels,
        int outChannels,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        int latentChannels,
        int embedDim,
        int normNumGroups,
        Set<Integer> attentionLevels,
        double scalingFactor) {
    /** The groups of latent-diffusion, which no checkpoint tells. */
    public static final int GROUPS = 32;
    /** The scale of Stable Diffusion's latents: one over their standard deviation. */
    public static final double STABLE_DIFFUSION_SCALE = 0.18215;

    /**
     * Checks the sizes.
     *
     * @throws ModelException if one makes no sense
     */
    public AutoencoderConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
        attentionLevels = Set.copyOf(attentionLevels);
        if (inChannels < 1 || outChannels < 1 || layersPerBlock < 1 || latentChannels < 1 || embedDim < 1
                || normNumGroups < 1 || blockOutChannels.isEmpty()) {
            throw new ModelException("an autoencoder cannot have sizes that are not positive");
        }
        for (int channels : blockOutChannels) {
            if (channels < 1 || channels % normNumGroups != 0) {
                throw new ModelException("the " + channels + " channels of a level of the autoencoder do not divide into "
                        + normNumGroups + " groups");
            }
        }
        if (!(scalingFactor > 0 && scalingFactor < Double.POSITIVE_INFINITY)) {
            throw new ModelException("the scaling factor of latents has to be positive, not " + scalingFactor);
        }
    }

    /** The autoencoder of Stable Diffusion, DiT and U-ViT (kl-f8): 256×256 pixels are latents 4×32×32. */
    public static AutoencoderConfig stableDiffusion() {
        return new AutoencoderConfig(3, 3, List.of(128, 256, 512, 512), 2, 4, 4, GROUPS, Set.of(), STABLE_DIFFUSION_SCALE);
    }

    /** How many sizes images pass through, the latents' included. */
    public int levels() {
        return blockOutChannels.size();
    }

    /** Channels of a level. */
    int channels(int level) {
        return blockOutChannels.get(level);
    }

    /** The network of this configuration. */
    public AutoencoderKL model() {
        return new AutoencoderKL(this);
    }

    /** The configuration as a JSON object with diffusers' names, as in the {@code config.json} of a {@code vae} folder. */
    public String toJson() {
        var json = new JsonObject();
        json.addProperty("_class_name", "AutoencoderKL");
        json.addProperty("in_channels", inChannels);
        json.addProperty("out_channels", outChannels);
        var channels = new JsonArray();
        blockOutChannels.forEach(channels::add);
        json.add("block_out_channels", channels);
        json.addProperty("layers_per_block", layersPerBlock);
        json.addProperty("latent_channels", latentChannels);
        json.addProperty("norm_num_groups", normNumGroups);
        json.addProperty("scaling_factor", scalingFactor);
        return json.toString();
    }
}
