package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuidanceTest {

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.4, 1, 4, 7.5})
    void theWeightGivesWhatEachConventionMeans(double s) {
        double c = 0.75;
        double u = -0.25;
        assertEquals(u + s * (c - u), u + Guidance.dit(s).weight() * (c - u));
        assertEquals(c + s * (c - u), u + Guidance.uvit(s).weight() * (c - u), 1e-15);
    }

    @Test
    void oneForDitAndZeroForUvitMeanNoGuidance() {
        assertTrue(Guidance.dit(1).isConditionalOnly());
        assertFalse(Guidance.dit(0).isConditionalOnly());
        assertTrue(Guidance.uvit(0).isConditionalOnly());
        assertFalse(Guidance.uvit(1).isConditionalOnly());
    }

    @Test
    void ditGuidesThreeChannelsUnlessAskedForAll() {
        assertEquals(3, Guidance.dit(4).channelCount(4));
        assertEquals(4, Guidance.dit(4).onAllChannels().channelCount(4));
        assertEquals(1, Guidance.dit(4).channelCount(1));
        assertEquals(4, Guidance.uvit(0.4).channelCount(4));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aScaleThatIsNoNumberIsRefused(double scale) {
        var error = assertThrows(IllegalArgumentException.class, () -> Guidance.dit(scale));
        assertTrue(error.getMessage().contains(String.valueOf(scale)), error.getMessage());
    }
}
