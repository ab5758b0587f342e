package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.sampler.testing.TestModels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelTest {
    private static final List<String> NAMES = List.of("circle", "square", "cross");

    @Test
    void numbersAreIdsAndTheRestAreNames() {
        assertEquals(new Label.Id(7), Label.parse(" 7"));
        assertEquals(new Label.Name("seven"), Label.parse("seven"));
        assertEquals(new Label.Name("a: b"), Label.parse("a: b"));
    }

    @Test
    void classesJoinedByPlusAreAMixtureWithSharesThatAddUpToOne() {
        assertEquals(new ClassMixture(List.of(0, 2), List.of(0.75, 0.25)),
                Label.parse("circle:3+2:1").mixture(3, NAMES));
        assertEquals(new ClassMixture(List.of(0, 1), List.of(0.5, 0.5)), Label.parse("0+square").mixture(3, NAMES));
        assertEquals(ClassMixture.of(1), Label.parse("Square").mixture(3, NAMES));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0+ | a class is missing in a mixture",
        "0:x+1 | \"x\" is no weight of class 0",
        "0:-1+1:2 | are no shares",
        "0:0+1:0 | are no shares",
        "0:NaN+1 | are no shares",
        "0:1+star:1 | class \"star\" is not known",
        "0:1+3:1 | class 3 is out of range"
    })
    void otherMixturesAreRefused(String text, String reason) {
        var error = assertThrows(IllegalArgumentException.class, () -> Label.parse(text).mixture(3, NAMES));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }

    @Test
    void aMixtureIsNotOneClass() {
        var error = assertThrows(IllegalArgumentException.class, () -> Label.parse("0+1").resolve(3, NAMES));
        assertEquals("one class is wanted here, not a mixture of 2", error.getMessage());
    }

    @Test
    void whatAPathIsCalledReadsAsTheSamePath() {
        var card = ModelCard.published("model", TestModels.golden(TestModels.DIT_TINY).transformer());
        for (Label label : Label.between(new Label.Id(1), new Label.Id(4), 5)) {
            ClassMixture mixture = label.mixture(10, List.of());
            assertEquals(mixture, Label.parse(card.label(mixture)).mixture(10, List.of()));
        }
    }
}
