package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected numbers were printed from the weights on which the golden cases were computed. */
class SyntheticWeightsTest {

    @ParameterizedTest
    @CsvSource({
        "x_embedder.proj.weight, 64x4x2x2, -0.2908541858, 0.1913024932, 0.2192265838, -0.0951110422",
        "t_embedder.mlp.0.bias, 64, -0.1645043641, 0.00552575616, 0.1557290554, 0.05709981545",
        "y_embedder.embedding_table.weight, 11x64, -0.1077633798, -0.09767933934, 0.06071821600, -0.04786483198",
        "blocks.1.attn.qkv.weight, 192x64, -0.05609563365, -0.1932713240, 0.06232980266, -0.1895178109",
        "pos_embed, 1x18x64, -0.4709989428, 0.01309482939, 0.8644788265, 0.6615590453",
        "norm.weight, 64, 0.9178826808, 0.8361184597, 1.0244299173, 1.1668156385",
        "out_blocks.0.skip_linear.weight, 64x128, -0.04788425192, -0.1411878913, -0.1114195436, -0.09266702085"
    })
    void equalsTheWeightsOfTheGoldenCasesBitForBit(
            String name, String extents, float first, float second, float third, float last) {
        Shape shape = Shape.of(Arrays.stream(extents.split("x")).mapToInt(Integer::parseInt).toArray());
        float[] values = SyntheticWeights.of(Map.of(name, shape)).get(name).toFloats();
        assertArrayEquals(
                new float[] {first, second, third, last},
                new float[] {values[0], values[1], values[2], values[values.length - 1]});
    }

    @Test
    void givesAnOverriddenTensorAsItIs() {
        Map<String, Shape> shapes = Map.of("pos_embed", Shape.of(1, 2, 2), "norm.bias", Shape.of(3));
        TensorData table = TensorData.of(Shape.of(1, 2, 2), 1f, 2f, 3f, 4f);
        var weights = SyntheticWeights.of(shapes).with(Map.of("pos_embed", table));
        assertSame(table, weights.get("pos_embed"));
        assertEquals(Shape.of(3), weights.get("norm.bias").shape());
    }

    @Test
    void refusesATensorItDoesNotHaveAndAnOverrideOfAnotherShape() {
        var weights = SyntheticWeights.of(Map.of("a", Shape.of(2)));
        assertThrows(IllegalArgumentException.class, () -> weights.get("b"));
        assertThrows(
                IllegalArgumentException.class, () -> weights.with(Map.of("a", TensorData.of(Shape.of(1), 1f))));
    }
}
