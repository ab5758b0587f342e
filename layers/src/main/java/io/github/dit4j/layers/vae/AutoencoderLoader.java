package io.github.dit4j.layers.vae;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.CheckpointFit;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds out the sizes of an autoencoder from the shapes of a checkpoint's tensors, whose names may be those of
 * latent-diffusion, U-ViT, Stable Diffusion ({@code first_stage_model.…}) or diffusers, and checks them against what is
 * said beside it.
 */
public final class AutoencoderLoader {

    private AutoencoderLoader() {}

    /** Whether a checkpoint holds an autoencoder, or half of one. */
    public static boolean recognises(Weights checkpoint) {
        return !AutoencoderNames.of(checkpoint).names().isEmpty();
    }

    /**
     * Recognises an autoencoder.
     *
     * @param checkpoint the decoder's weights, the encoder's or both; tensors of other models in it do not matter
     * @param hints what is said beside it: the {@code ddconfig} of latent-diffusion, the configuration of diffusers
     * @throws ModelException if there is no autoencoder in it, tensors are missing or of the wrong shape, or a hint
     *     contradicts them
     */
    public static LoadedAutoencoder load(Weights checkpoint, ModelHints hints) {
        var weights = AutoencoderNames.of(checkpoint);
        boolean decodes = weights.names().contains("decoder.conv_in.weight");
        boolean encodes = weights.names().contains("encoder.conv_in.weight");
        if (!decodes && !encodes) {
            throw new ModelException("the checkpoint holds no autoencoder: it has no tensor decoder.conv_in.weight, with or"
                    + " without first_stage_model. before it; it holds " + CheckpointFit.few(checkpoint.names()));
        }
        AutoencoderKL model = config(new Shapes(weights), decodes, AutoencoderHints.of(hints)).model();
        var wanted = new LinkedHashMap<String, Shape>();
        if (decodes) {
            wanted.putAll(model.decoderWeights());
        }
        if (encodes) {
            wanted.putAll(model.encoderWeights());
        }
        CheckpointFit.require("an autoencoder of its sizes", wanted, weights, name -> isOfMissingHalf(name, wanted));
        return new LoadedAutoencoder(model, weights, decodes, encodes);
    }

    private static AutoencoderConfig config(Shapes shapes, boolean decodes, AutoencoderHints hints) {
        String half = decodes ? "decoder.up." : "encoder.down.";
        var channels = new ArrayList<Integer>();
        var attention = new TreeSet<Integer>();
        for (int level = 0; shapes.has(half + level + ".block.0.conv1.weight"); level++) {
            channels.add(shapes.dim(half + level + ".block.0.conv1.weight", 0));
            if (shapes.has(half + level + ".attn.0.norm.weight")) {
                attention.add(level);
            }
        }
        int blocks = 0;
        while (shapes.has(half + "0.block." + blocks + ".conv1.weight")) {
            blocks++;
        }
        int latent = decodes ? shapes.dim("decoder.conv_in.weight", 1) : shapes.dim("encoder.conv_out.weight", 0) / 2;
        int in = shapes.has("encoder.conv_in.weight") ? shapes.dim("encoder.conv_in.weight", 1) : 3;
        int out = decodes ? shapes.dim("decoder.conv_out.weight", 0) : in;
        int embed = decodes ? shapes.dim("post_quant_conv.weight", 1) : shapes.dim("quant_conv.weight", 0) / 2;
        hints.check("the channels of the levels", AutoencoderHints::channels, channels);
        hints.check("the number of residual blocks", AutoencoderHints::layers, decodes ? blocks - 1 : blocks);
        hints.check("the number of latent channels", AutoencoderHints::latentChannels, latent);
        return new AutoencoderConfig(in, out, channels, decodes ? blocks - 1 : blocks, latent, embed,
                hints.groups(), attention, hints.scalingFactor());
    }

    /** Shapes that an autoencoder cannot do without. */
    private record Shapes(Weights weights) {

        boolean has(String name) {
            return weights.names().contains(name);
        }

        int dim(String name, int axis) {
            if (!has(name)) {
                throw new ModelException("the autoencoder's " + name + " is missing");
            }
            Shape shape = weights.shape(name);
            if (shape.rank() != 4) {
                throw new ModelException("the autoencoder's " + name + " is " + shape + ", not that of a convolution");
            }
            return shape.dim(axis);
        }
    }

    /** The convolutions between the halves may come with either. */
    private static boolean isOfMissingHalf(String name, Map<String, Shape> wanted) {
        return name.startsWith("quant_conv.") && !wanted.containsKey("quant_conv.weight")
                || name.startsWith("post_quant_conv.") && !wanted.containsKey("post_quant_conv.weight");
    }
}
