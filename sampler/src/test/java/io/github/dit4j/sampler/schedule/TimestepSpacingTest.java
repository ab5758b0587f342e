package io.github.dit4j.sampler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.testing.Goldens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestepSpacingTest {

    @ParameterizedTest
    @ValueSource(strings = {"5", "100", "333", "999", "10,15,20", "ddim25", "ddim100", "ddim250"})
    void spacingsOfThousandTimestepsAreThePublishedOnes(String spacing) {
        try (Checkpoint golden = Goldens.open("dit_schedule_extra")) {
            assertArrayEquals(
                    golden.get("space_timesteps." + spacing).toInts(), TimestepSpacing.parse(spacing).timesteps(1000));
        }
    }

    @Test
    void sectionsOfOtherLengthsAreThePublishedOnes() {
        try (Checkpoint golden = Goldens.open("dit_schedule_extra")) {
            assertArrayEquals(
                    golden.get("space_timesteps_300.10,15,20").toInts(),
                    TimestepSpacing.parse("10,15,20").timesteps(300));
        }
    }

    @Test
    void evenSpacingReachesFromTheFirstToTheLastTimestep() {
        assertArrayEquals(new int[] {0, 333, 666, 999}, TimestepSpacing.evenly(4).timesteps(1000));
        assertArrayEquals(new int[] {0}, TimestepSpacing.evenly(1).timesteps(1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"250", "10,15,20", "ddim50"})
    void aSpacingIsWrittenAsItIsRead(String text) {
        assertEquals(text, TimestepSpacing.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0        | steps 0 makes no step; give at least 1",
        "-2       | steps -2 is negative",
        "many     | steps \"many\": give a number",
        "10,,20   | steps \"10,,20\": give a number",
        "ddim     | steps \"ddim\": give a number",
        "ddim0    | steps ddim0 makes no step",
        "1001     | the model has only 1000 timesteps, not 1001; give at most 1000",
        "10,500   | section 2 has only",
        "ddim60   | no stride over 1000 timesteps takes exactly 60 steps; try ddim59 or ddim63, or 60 for even spacing",
        "ddim1    | try ddim2",
        "ddim2000 | try ddim1000",
    })
    void whatCannotBeSpacedIsRefusedWithTheValueAndTheRemedy(String text, String message) {
        int total = text.contains(",") ? 900 : 1000;
        var error = assertThrows(IllegalArgumentException.class, () -> TimestepSpacing.parse(text).timesteps(total));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
