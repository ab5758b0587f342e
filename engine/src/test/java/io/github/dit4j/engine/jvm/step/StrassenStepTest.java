package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.kernels.Strassen;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which linear layers are computed by Strassen's algorithm, and how; that they are right, tests of all operations say. */
class StrassenStepTest {

    @ParameterizedTest
    @MethodSource("io.github.dit4j.engine.testing.OpCases#strassenLinear")
    void largeLayersAreWithShorterVectors(OpCase operation) {
        for (int lanes : new int[] {4, 8}) {
            assertTrue(isCut(operation, lanes));
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.dit4j.engine.testing.OpCases#strassenLinearForLongVectors")
    void largerOnesAreWithVectorsOfEveryWidth(OpCase operation) {
        for (int lanes : new int[] {4, 8, 16}) {
            assertTrue(isCut(operation, lanes));
        }
    }

    private static boolean isCut(OpCase operation, int lanes) {
        return StrassenStep.cut((Op.Linear) operation.op(), lanes, true).isCut();
    }

    /** The sizes of DiT-L and DiT-XL. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 1152})
    void allOfALargeTransformerAreWithTheWidestVectors(int width) {
        assertLevels(1, width, 16);
    }

    /** Of DiT-B and U-ViT. */
    @ParameterizedTest
    @ValueSource(ints = {512, 768})
    void thoseOfSmallerOnesWithMoreColumnsAreWithTheWidestVectors(int width) {
        assertEquals(1, levels(256, width, 3 * width, 16));
        assertEquals(1, levels(256, width, 4 * width, 16));
        assertEquals(0, levels(256, width, width, 16));
        assertEquals(0, levels(256, 4 * width, width, 16));
    }

    @ParameterizedTest
    @ValueSource(ints = {768, 1024, 1152})
    void thoseOfTheLargerOnesAreTwiceWithShorterVectors(int width) {
        assertLevels(2, width, 8);
    }

    @Test
    void thoseOfUViTAreOnceWithShorterVectors() {
        assertLevels(1, 512, 8);
    }

    /** For qkv, the projection and both layers of the perceptron. */
    private static void assertLevels(int expected, int width, int lanes) {
        assertEquals(expected, levels(256, width, width, lanes));
        assertEquals(expected, levels(256, width, 3 * width, lanes));
        assertEquals(expected, levels(256, width, 4 * width, lanes));
        assertEquals(expected, levels(256, 4 * width, width, lanes));
    }

    @Test
    void thoseOfDitSWithMoreColumnsAreWithShorterVectors() {
        assertEquals(1, levels(256, 384, 1152, 8));
        assertEquals(1, levels(256, 384, 1536, 8));
        assertEquals(0, levels(256, 384, 384, 8));
        assertEquals(0, levels(256, 1536, 384, 8));
        assertEquals(0, levels(256, 320, 1280, 8));
    }

    /** One row for each image, few tokens, DiT-S, and panels that do not come in pairs. */
    @Test
    void smallLayersAreNot() {
        assertEquals(0, levels(1, 1152, 6912, 16));
        assertEquals(0, levels(64, 1152, 1152, 16));
        assertEquals(0, levels(256, 384, 1536, 16));
        assertEquals(0, levels(256, 1152, 1152 + 64, 16));
    }

    /** Blocks are as deep as whole vectors of each of their parts, and no deeper than a cache allows. */
    @Test
    void blocksDivideTheDepth() {
        assertEquals(new StrassenCut(1152, 2), cut(256, 4608, 1152, 8));
        assertEquals(new StrassenCut(576, 1), cut(256, 4608, 1152, 16));
        assertEquals(new StrassenCut(448, 1), cut(256, 1792, 640, 8));
        assertEquals(new StrassenCut(864, 2), cut(256, 1728, 768, 8));
        assertEquals(new StrassenCut(560, 1), cut(256, 1680, 768, 8)); // two blocks of 840 have no four parts of whole vectors
    }

    private static int levels(int tokens, int in, int out, int lanes) {
        return cut(tokens, in, out, lanes).levels();
    }

    private static StrassenCut cut(int tokens, int in, int out, int lanes) {
        Op.Linear layer = (Op.Linear) OpCases.linear(tokens, in, out).findFirst().orElseThrow().op();
        return StrassenStep.cut(layer, lanes, true);
    }
}
