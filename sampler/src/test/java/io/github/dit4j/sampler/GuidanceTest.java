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
        assertEquals(u + s * (c - u), u + Guidance.dit(s).weight(0) * (c - u));
        assertEquals(c + s * (c - u), u + Guidance.uvit(s).weight(0) * (c - u), 1e-15);
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

    @ParameterizedTest
    @ValueSource(strings = {"0.2", "0.8..0.2", "0.2..1.5", "-0.1..0.5", "a..b", "0.2..0.4..0.6", "0.5..0.5", "NaN..1"})
    void anIntervalThatIsNoPartOfTheWayIsRefused(String text) {
        var error = assertThrows(IllegalArgumentException.class, () -> GuidanceInterval.parse(text));
        assertTrue(error.getMessage().contains("as in 0.2..0.8"), error.getMessage());
    }

    @Test
    void anIntervalHoldsItsEnds() {
        GuidanceInterval interval = GuidanceInterval.parse("0.2..0.8");
        assertEquals("0.2..0.8", interval.toString());
        assertTrue(interval.contains(0.2) && interval.contains(0.8) && !interval.contains(0.81) && !interval.contains(0.19));
    }
}
