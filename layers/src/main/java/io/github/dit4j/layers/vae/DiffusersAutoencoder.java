package io.github.dit4j.layers.vae;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.DiffusersForm;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.SlicedWeights;
import io.github.dit4j.layers.SlicedWeights.Slice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An autoencoder as diffusers stores it; {@link AutoencoderNames} reads what is written here. */
public final class DiffusersAutoencoder {
    private static final Pattern UP = Pattern.compile("decoder\\.up\\.(\\d+)\\.(.+)");
    private static final Pattern ATTENTION = Pattern.compile("(.+)\\.mid\\.attn_1\\.(norm|q|k|v|proj_out)\\.(weight|bias)");
    private static final Map<String, String> OF_ATTENTION =
            Map.of("norm", "group_norm", "q", "to_q", "k", "to_k", "v", "to_v", "proj_out", "to_out.0");

    private DiffusersAutoencoder() {}

    /**
     * The form of an autoencoder.
     *
     * @param weights by the names of latent-diffusion
     * @throws ModelException if levels have attention, which the library's autoencoder has in its middle only
     */
    public static DiffusersForm of(AutoencoderConfig config, Weights weights) {
        if (!config.attentionLevels().isEmpty()) {
            throw new ModelException("diffusers has no form for an autoencoder with attention in levels "
                    + config.attentionLevels() + "; write it as safetensors or torch");
        }
        var slices = new LinkedHashMap<String, Slice>();
        weights.names().forEach(name -> {
            Shape shape = weights.shape(name);
            // The projections of attention are linear layers there, convolutions with a kernel of 1×1 here.
            boolean projection = ATTENTION.matcher(name).matches() && shape.rank() == 4;
            slices.put(rename(name, config.levels()),
                    new Slice(name, projection ? Shape.of(shape.dim(0), shape.dim(1)) : shape, 0));
        });
        return new DiffusersForm(json(config), new SlicedWeights(weights, slices));
    }

    private static String rename(String name, int levels) {
        Matcher attention = ATTENTION.matcher(name);
        if (attention.matches()) {
            return attention.group(1) + ".mid_block.attentions.0." + OF_ATTENTION.get(attention.group(2)) + "." + attention.group(3);
        }
        Matcher up = UP.matcher(name);
        // diffusers counts the decoder's levels in the order in which it runs, latent-diffusion by their size.
        return (up.matches() ? "decoder.up_blocks." + (levels - 1 - Integer.parseInt(up.group(1))) + "." + up.group(2) : name)
                .replace(".mid.block_1.", ".mid_block.resnets.0.")
                .replace(".mid.block_2.", ".mid_block.resnets.1.")
                .replace(".down.", ".down_blocks.")
                .replace(".block.", ".resnets.")
                .replace(".upsample.", ".upsamplers.0.")
                .replace(".downsample.", ".downsamplers.0.")
                .replace(".nin_shortcut.", ".conv_shortcut.")
                .replace(".norm_out.", ".conv_norm_out.");
    }

    /** That of the program, and what the library does not find out itself. */
    private static String json(AutoencoderConfig config) {
        JsonObject json = JsonParser.parseString(config.toJson()).getAsJsonObject();
        var down = new JsonArray();
        var up = new JsonArray();
        for (int level = 0; level < config.levels(); level++) {
            down.add("DownEncoderBlock2D");
            up.add("UpDecoderBlock2D");
        }
        json.add("down_block_types", down);
        json.add("up_block_types", up);
        json.addProperty("act_fn", "silu");
        return json.toString();
    }
}
