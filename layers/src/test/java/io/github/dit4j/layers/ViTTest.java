package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What its numbers are is tested with those of the others, in {@link PaperChoicesTest}. */
class ViTTest {
    private static final String BASE = "{\"family\": \"vit\"}";

    /** As timm's {@code vit_base_patch16_224}, counted over its state dictionary. */
    @Test
    void withoutAnySizesItIsViTBase() {
        Network base = NetworkConfig.fromJson(BASE).model();
        assertEquals(86_567_656, base.weightShapes().values().stream().mapToLong(Shape::elements).sum());
        assertEquals(Shape.of(1, 197, 768), base.weightShapes().get("pos_embed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"img_size\": 1600000", "embed_dim\": 1200000000", "num_classes\": 2147483647",
        "mlp_ratio\": 0.001", "mlp_ratio\": 1e9"})
    void sizesThatCannotBeCountedAreRefusedWithTheirNames(String size) {
        var error = assertThrows(ModelException.class, () -> ModelConfig.fromJson("{\"family\": \"vit\", \"" + size + "}"));
        assertTrue(error.getMessage().contains(size.substring(0, size.indexOf('"')) + " "), error::getMessage);
    }

    @Test
    void itCannotDraw() {
        var error = assertThrows(ModelException.class, () -> ModelConfig.fromJson(BASE));
        assertTrue(error.getMessage().contains("vit"), error::getMessage);
        var weights = SyntheticModel.weights(new ViTConfig(8, 2, 3, 16, 2, 2, 4, true, 5));
        var loaded = assertThrows(ModelException.class, () -> ModelLoader.load(weights, ModelHints.none()));
        assertTrue(loaded.getMessage().contains("that of a vit"), loaded::getMessage);
    }
}
