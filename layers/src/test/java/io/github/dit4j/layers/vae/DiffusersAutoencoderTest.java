package io.github.dit4j.layers.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.DiffusersForm;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiffusersAutoencoderTest {
    private static final AutoencoderConfig CONFIG =
            new AutoencoderConfig(3, 3, List.of(32, 64, 64, 64), 1, 4, 4, 32, Set.of(), 0.18215);
    private static final Weights PUBLISHED = SyntheticWeights.of(CONFIG.model().weightShapes());
    private static final DiffusersForm FORM = DiffusersAutoencoder.of(CONFIG, PUBLISHED);

    @Test
    void isReadBackAsTheSameAutoencoder() {
        LoadedAutoencoder loaded =
                AutoencoderLoader.load(FORM.weights(), ModelHints.none().with("config.json", FORM.config()));
        assertEquals(CONFIG, loaded.autoencoder().config());
        assertEquals(PUBLISHED.names(), loaded.weights().names());
        for (String name : PUBLISHED.names()) {
            assertEquals(PUBLISHED.shape(name), loaded.weights().shape(name), name);
            assertArrayEquals(PUBLISHED.get(name).toFloats(), loaded.weights().get(name).toFloats(), name);
        }
    }

    /** Names and shapes of a file that diffusers 0.18.2 wrote for the same sizes. */
    @Test
    void hasTheNamesOfTheLibrary() {
        assertEquals(Shape.of(64, 64), FORM.weights().shape("decoder.mid_block.attentions.0.to_out.0.weight"));
        assertEquals(Shape.of(64), FORM.weights().shape("encoder.mid_block.attentions.0.group_norm.bias"));
        assertEquals(Shape.of(64, 64, 3, 3), FORM.weights().shape("decoder.up_blocks.0.upsamplers.0.conv.weight"));
        assertEquals(Shape.of(32, 32, 3, 3), FORM.weights().shape("decoder.up_blocks.3.resnets.1.conv1.weight"));
        assertEquals(Shape.of(64, 32, 1, 1), FORM.weights().shape("encoder.down_blocks.1.resnets.0.conv_shortcut.weight"));
        assertEquals(Shape.of(32), FORM.weights().shape("decoder.conv_norm_out.weight"));
        assertEquals(Shape.of(8, 8, 1, 1), FORM.weights().shape("quant_conv.weight"));
        for (String name : FORM.weights().names()) {
            assertTrue(name.matches("(en|de)coder\\.(conv_in|conv_out|conv_norm_out|mid_block|down_blocks|up_blocks)\\..*"
                    + "|(post_)?quant_conv\\..*"), name);
            assertTrue(!name.matches(".*(\\.block\\.|nin_shortcut|attn|\\.upsample\\.|\\.downsample\\.).*"), name);
        }
    }

    @Test
    void refusesAttentionInTheLevels() {
        var other = new AutoencoderConfig(3, 3, List.of(32, 64), 1, 4, 4, 32, Set.of(1), 0.18215);
        Weights weights = SyntheticWeights.of(other.model().weightShapes());
        assertThrows(ModelException.class, () -> DiffusersAutoencoder.of(other, weights));
    }
}
