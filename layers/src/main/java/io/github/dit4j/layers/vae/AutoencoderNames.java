package io.github.dit4j.layers.vae;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A checkpoint's tensors under the names and shapes of latent-diffusion. One table serves all publishers, as no two of them
 * use one name for different things: diffusers' names, old and new, are translated, those of latent-diffusion and U-ViT
 * stay. A prefix that all of the autoencoder's tensors have in a checkpoint of a whole pipeline is taken off; tensors that
 * are not the autoencoder's (the network's, the training loss's) are left out.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><th>latent-diffusion, U-ViT</th><th>diffusers</th></tr>
 * <tr><td>{@code encoder.down.1.block.0.conv1}</td><td>{@code encoder.down_blocks.1.resnets.0.conv1}</td></tr>
 * <tr><td>{@code encoder.down.1.downsample.conv}</td><td>{@code encoder.down_blocks.1.downsamplers.0.conv}</td></tr>
 * <tr><td>{@code decoder.up.3.block.0.nin_shortcut}</td><td>{@code decoder.up_blocks.0.resnets.0.conv_shortcut}</td></tr>
 * <tr><td>{@code decoder.mid.block_2}</td><td>{@code decoder.mid_block.resnets.1}</td></tr>
 * <tr><td>{@code decoder.mid.attn_1.q}, {@code [c, c, 1, 1]}</td><td>{@code decoder.mid_block.attentions.0.to_q} or
 * {@code .query}, {@code [c, c]}</td></tr>
 * <tr><td>{@code decoder.norm_out}</td><td>{@code decoder.conv_norm_out}</td></tr>
 * </table>
 */
final class AutoencoderNames implements Weights {
    private static final List<String> PREFIXES = List.of("", "first_stage_model.", "vae.");
    private static final Pattern OURS = Pattern.compile("(encoder|decoder|quant_conv|post_quant_conv)\\..*");
    private static final Pattern UP = Pattern.compile("decoder\\.up_blocks\\.(\\d{1,3})(\\..*)");
    private static final Pattern PROJECTION = Pattern.compile(".*\\.attn[._]\\d+\\.(q|k|v|proj_out)\\.weight");

    private record Rule(Pattern theirs, String ours) {}

    /** Part by part, between dots. */
    private static final List<Rule> RULES = List.of(
            rule("mid_block\\.resnets\\.0", "mid.block_1"),
            rule("mid_block\\.resnets\\.1", "mid.block_2"),
            rule("mid_block\\.attentions\\.0", "mid.attn_1"),
            rule("down_blocks\\.(\\d+)", "down.$2"),
            rule("resnets\\.(\\d+)", "block.$2"),
            rule("attentions\\.(\\d+)", "attn.$2"),
            rule("upsamplers\\.0", "upsample"),
            rule("downsamplers\\.0", "downsample"),
            rule("conv_shortcut", "nin_shortcut"),
            rule("conv_norm_out", "norm_out"),
            rule("group_norm", "norm"),
            rule("(?:to_q|query)", "q"),
            rule("(?:to_k|key)", "k"),
            rule("(?:to_v|value)", "v"),
            rule("(?:to_out\\.0|proj_attn)", "proj_out"));

    private static Rule rule(String theirs, String ours) {
        return new Rule(Pattern.compile("(^|\\.)" + theirs + "(?=\\.)"), "$1" + ours);
    }

    private final Weights checkpoint;
    private final Map<String, String> sources;

    private AutoencoderNames(Weights checkpoint, Map<String, String> sources) {
        this.checkpoint = checkpoint;
        this.sources = sources;
    }

    /** The autoencoder's tensors of a checkpoint; none if it holds no autoencoder. */
    static AutoencoderNames of(Weights checkpoint) {
        String prefix = PREFIXES.stream().filter(candidate -> holds(checkpoint, candidate)).findFirst().orElse("");
        int levels = 0;
        for (String name : checkpoint.names()) {
            var up = UP.matcher(name.startsWith(prefix) ? name.substring(prefix.length()) : "");
            levels = up.matches() ? Math.max(levels, Integer.parseInt(up.group(1)) + 1) : levels;
        }
        var sources = new LinkedHashMap<String, String>();
        for (String name : checkpoint.names()) {
            if (name.startsWith(prefix) && OURS.matcher(name.substring(prefix.length())).matches()) {
                sources.put(translate(name.substring(prefix.length()), levels), name);
            }
        }
        return new AutoencoderNames(checkpoint, sources);
    }

    private static boolean holds(Weights checkpoint, String prefix) {
        return checkpoint.names().contains(prefix + "decoder.conv_in.weight")
                || checkpoint.names().contains(prefix + "encoder.conv_in.weight");
    }

    private static String translate(String name, int levels) {
        var up = UP.matcher(name);
        // diffusers counts the decoder's levels in the order in which it runs, latent-diffusion by their size.
        String ours = up.matches() ? "decoder.up." + (levels - 1 - Integer.parseInt(up.group(1))) + up.group(2) : name;
        for (Rule rule : RULES) {
            ours = rule.theirs.matcher(ours).replaceFirst(rule.ours);
        }
        return ours;
    }

    @Override
    public Set<String> names() {
        return sources.keySet();
    }

    @Override
    public Shape shape(String name) {
        Shape shape = checkpoint.shape(source(name));
        return shape.rank() == 2 && PROJECTION.matcher(name).matches() ? Shape.of(shape.dim(0), shape.dim(1), 1, 1) : shape;
    }

    @Override
    public TensorData get(String name) {
        TensorData data = checkpoint.get(source(name));
        return TensorData.of(shape(name), data.dtype(), data.bytes());
    }

    private String source(String name) {
        String source = sources.get(name);
        if (source == null) {
            throw new IllegalArgumentException("the checkpoint has no tensor " + name);
        }
        return source;
    }
}
