package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which linear layers are computed by Strassen's algorithm; that they are right, tests of all operations say. */
class StrassenStepTest {

    @ParameterizedTest
    @MethodSource("io.github.dit4j.engine.testing.OpCases#strassenLinear")
    void largeLayersAreWithVectorsOfEveryWidth(OpCase operation) {
        for (int lanes : new int[] {4, 8, 16}) {
            assertTrue(StrassenStep.suits((Op.Linear) operation.op(), lanes));
        }
    }

    /** The sizes of DiT-B, DiT-L, DiT-XL and U-ViT. */
    @ParameterizedTest
    @ValueSource(ints = {512, 768, 1024, 1152})
    void allOfALargeTransformerAreWithTheWidestVectors(int width) {
        assertTrue(suits(256, width, width));
        assertTrue(suits(256, width, 3 * width));
        assertTrue(suits(256, width, 4 * width));
        assertTrue(suits(256, 4 * width, width));
    }

    @Test
    void thoseOfDitSWithMoreColumnsAreWithShorterVectors() {
        assertTrue(suits(256, 384, 1152, 8));
        assertTrue(suits(256, 384, 1536, 8));
        assertFalse(suits(256, 384, 384, 8));
        assertFalse(suits(256, 1536, 384, 8));
        assertFalse(suits(256, 320, 1280, 8));
    }

    /** One row for each image, few tokens, DiT-S, and panels that do not come in pairs. */
    @Test
    void smallLayersAreNot() {
        assertFalse(suits(1, 1152, 6912));
        assertFalse(suits(64, 1152, 1152));
        assertFalse(suits(256, 384, 1536));
        assertFalse(suits(256, 1152, 1152 + 64));
    }

    private static boolean suits(int tokens, int in, int out) {
        return suits(tokens, in, out, 16);
    }

    private static boolean suits(int tokens, int in, int out, int lanes) {
        return StrassenStep.suits((Op.Linear) OpCases.linear(tokens, in, out).findFirst().orElseThrow().op(), lanes);
    }
}
