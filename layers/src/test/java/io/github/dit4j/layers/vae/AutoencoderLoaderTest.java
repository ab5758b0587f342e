package io.github.dit4j.layers.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every publisher's file of one autoencoder gives the same autoencoder with the same weights. */
class AutoencoderLoaderTest {
    private static final AutoencoderConfig TINY = TinyAutoencoder.CONFIG;

    /** Tensors under the names that a publisher uses. */
    private record Published(Map<String, TensorData> tensors) implements Weights {
        @Override
        public Set<String> names() {
            return tensors.keySet();
        }

        @Override
        public Shape shape(String name) {
            return tensors.get(name).shape();
        }

        @Override
        public TensorData get(String name) {
            return tensors.get(name);
        }

        Published with(String name, int... dims) {
            var more = new LinkedHashMap<>(tensors);
            more.put(name, TensorData.of(Shape.of(dims), new float[Shape.of(dims).size()]));
            return new Published(more);
        }

        Published without(String start) {
            var less = new LinkedHashMap<>(tensors);
            less.keySet().removeIf(name -> name.startsWith(start));
            return new Published(less);
        }
    }

    private static Published published(AutoencoderConfig config, UnaryOperator<String> names, boolean flat) {
        var tensors = new LinkedHashMap<String, TensorData>();
        Weights weights = weights(config);
        for (String name : weights.names()) {
            TensorData data = weights.get(name);
            boolean projection = flat && name.contains("attn") && data.shape().rank() == 4;
            Shape shape = projection ? Shape.of(data.shape().dim(0), data.shape().dim(1)) : data.shape();
            tensors.put(names.apply(name), TensorData.of(shape, data.dtype(), data.bytes()));
        }
        return new Published(tensors);
    }

    private static Weights weights(AutoencoderConfig config) {
        return SyntheticWeights.of(config.model().weightShapes());
    }

    /** As diffusers' script that converts latent-diffusion's checkpoints has it. */
    private static String diffusers(String name, String q, String k, String v, String out) {
        for (int level = 0; level < 4; level++) {
            name = name.replace("down." + level + ".block.", "down_blocks." + level + ".resnets.")
                    .replace("down." + level + ".attn.", "down_blocks." + level + ".attentions.")
                    .replace("down." + level + ".downsample.", "down_blocks." + level + ".downsamplers.0.")
                    .replace("up." + level + ".block.", "up_blocks." + (3 - level) + ".resnets.")
                    .replace("up." + level + ".attn.", "up_blocks." + (3 - level) + ".attentions.")
                    .replace("up." + level + ".upsample.", "up_blocks." + (3 - level) + ".upsamplers.0.");
        }
        name = name.replace("mid.block_1.", "mid_block.resnets.0.").replace("mid.block_2.", "mid_block.resnets.1.")
                .replace("mid.attn_1.", "mid_block.attentions.0.").replace("nin_shortcut", "conv_shortcut");
        if (name.contains("attentions")) {
            name = name.replace(".norm.", ".group_norm.").replace(".proj_out.", "." + out + ".").replace(".q.", "." + q + ".")
                    .replace(".k.", "." + k + ".").replace(".v.", "." + v + ".");
        }
        return name.replace("norm_out.", "conv_norm_out.");
    }

    static Stream<Arguments> layouts() {
        return Stream.of(TINY, attentive()).flatMap(config -> Stream.of(
                Arguments.argumentSet("latent-diffusion, U-ViT", config, published(config, name -> name, false)),
                Arguments.argumentSet("Stable Diffusion", config,
                        published(config, name -> "first_stage_model." + name, false)
                                .with("model.diffusion_model.out.0.weight", 4).with("cond_stage_model.logit_scale")),
                Arguments.argumentSet("latent-diffusion, training", config,
                        published(config, name -> name, false).with("loss.logvar").with("loss.discriminator.main.0.bias", 4)),
                Arguments.argumentSet("diffusers", config, published(config,
                        name -> diffusers(name, "to_q", "to_k", "to_v", "to_out.0"), true)),
                Arguments.argumentSet("diffusers before 0.15", config, published(config,
                        name -> diffusers(name, "query", "key", "value", "proj_attn"), true))));
    }

    /** With attention after the blocks of the smallest two levels, as in kl-f16. */
    private static AutoencoderConfig attentive() {
        return new AutoencoderConfig(3, 3, List.of(32, 32, 32, 64), 1, 4, 6, AutoencoderConfig.GROUPS, Set.of(2, 3),
                AutoencoderConfig.STABLE_DIFFUSION_SCALE);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyLayoutIsTheSameAutoencoder(AutoencoderConfig config, Weights published) {
        LoadedAutoencoder loaded = AutoencoderLoader.load(published, ModelHints.none());
        assertEquals(config, loaded.autoencoder().config());
        assertTrue(loaded.decodes() && loaded.encodes());
        Weights expected = weights(config);
        assertEquals(expected.names(), loaded.weights().names());
        for (String name : expected.names()) {
            assertEquals(expected.shape(name), loaded.weights().shape(name), name);
            assertArrayEquals(expected.get(name).toFloats(), loaded.weights().get(name).toFloats(), name);
        }
    }

    @Test
    void halfAnAutoencoderDoesItsHalf() {
        Published whole = published(TINY, name -> name, false);
        LoadedAutoencoder decoder = AutoencoderLoader.load(whole.without("encoder."), ModelHints.none());
        assertEquals(TINY, decoder.autoencoder().config());
        assertTrue(decoder.decodes() && !decoder.encodes());
        decoder.requireDecoder();
        assertMessage("holds only the decoder", decoder::requireEncoder);
        LoadedAutoencoder encoder = AutoencoderLoader.load(whole.without("decoder."), ModelHints.none());
        assertEquals(TINY, encoder.autoencoder().config());
        encoder.requireEncoder();
        assertMessage("holds only the encoder", encoder::requireDecoder);
    }

    @Test
    void configurationsGiveTheScaleAndAreCheckedAgainstTheWeights() {
        Published whole = published(TINY, name -> name, false);
        String diffusers = "{\"block_out_channels\": [32, 64, 64, 64], \"layers_per_block\": 1, \"scaling_factor\": 0.2}";
        assertEquals(0.2, AutoencoderLoader.load(whole, ModelHints.none().with("config.json", diffusers))
                .autoencoder().config().scalingFactor());
        String ldm = "{\"ddconfig\": {\"ch\": 32, \"ch_mult\": [1, 2, 2, 2], \"num_res_blocks\": 1, \"z_channels\": 4}}";
        assertEquals(TINY, AutoencoderLoader.load(whole, ModelHints.none().with("config.yaml", ldm)).autoencoder().config());
        String scaled = ldm.substring(0, ldm.length() - 1) + ", \"scale_factor\": 0.5}";
        assertEquals(0.5, AutoencoderLoader.load(whole, ModelHints.none().with("config.yaml", scaled))
                .autoencoder().config().scalingFactor());
        assertMessage("layers_per_block is 1.9 in config.json; it has to be a whole number", () -> AutoencoderLoader.load(whole,
                ModelHints.none().with("config.json", "{\"layers_per_block\": 1.9}")));
        assertMessage("block_out_channels is 32.5 in config.json", () -> AutoencoderLoader.load(whole,
                ModelHints.none().with("config.json", "{\"block_out_channels\": [32.5, 64, 64, 64]}")));
        assertMessage("config.json says 2, but the checkpoint has 1", () -> AutoencoderLoader.load(whole,
                ModelHints.none().with("config.json", "{\"layers_per_block\": 2}")));
        assertEquals(TINY, AutoencoderLoader.load(whole, ModelHints.none().with("its own", TINY.toJson()))
                .autoencoder().config());
    }

    @Test
    void whatIsNoAutoencoderIsNamed() {
        Published whole = published(TINY, name -> name, false);
        assertMessage("decoder.mid.attn_1.k.bias is missing",
                () -> AutoencoderLoader.load(whole.without("decoder.mid.attn_1.k.bias"), ModelHints.none()));
        assertMessage("encoder.extra.bias is not expected",
                () -> AutoencoderLoader.load(whole.with("encoder.extra.bias", 3), ModelHints.none()));
        assertMessage("decoder.conv_in.bias is [3] and has to be [64]",
                () -> AutoencoderLoader.load(whole.with("decoder.conv_in.bias", 3), ModelHints.none()));
        var other = new Published(Map.of()).with("x_embedder.proj.weight", 1, 2, 3, 4);
        assertMessage("holds no autoencoder", () -> AutoencoderLoader.load(other, ModelHints.none()));
        assertMessage("x_embedder.proj.weight", () -> AutoencoderLoader.load(other, ModelHints.none()));
        assertFalse(AutoencoderLoader.recognises(other));
        assertTrue(AutoencoderLoader.recognises(whole));
    }

    @Test
    void imagesHaveWholeLatents() {
        assertEquals(8, TINY.model().factor());
        assertMessage("crop it", () -> TINY.model().encoder(1, 64, 60));
    }

    private static void assertMessage(String part, Executable executable) {
        String message = assertThrows(ModelException.class, executable).getMessage();
        assertTrue(message.contains(part), message);
    }
}
