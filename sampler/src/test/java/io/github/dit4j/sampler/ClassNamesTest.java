package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.layers.NamedModel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes by their names: those of ImageNet, as the published models count them. */
class ClassNamesTest {
    private static final List<String> IMAGENET = ClassNames.usual(1000);

    @Test
    void thereAreAThousandAndEachHasAName() {
        assertEquals(1000, IMAGENET.size());
        assertTrue(IMAGENET.stream().noneMatch(String::isBlank));
        assertEquals(List.of(), ClassNames.usual(10));
    }

    @ParameterizedTest
    @CsvSource({
        "0, tench", "1, goldfish", "207, golden retriever", "207, Golden Retriever", "207, golden retr", "281, tabby",
        "388, giant panda", "388, Ailuropoda", "979, valley", "979, vale", "360, otter", "417, balloon", "933, cheeseburger",
        "88, macaw", "999, toilet tissue", "292, tiger", "291, lion", "985, daisy", "250, Siberian husky", "980, volcano",
        "33, loggerhead", "387, lesser panda"
    })
    void aClassIsFoundByAnyPartOfItsName(int id, String name) {
        assertEquals(id, Label.parse(name).resolve(1000, IMAGENET));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "crane; 134 (crane), 517 (crane); give a number",
        "panda; 387 (lesser panda, red panda",
        "retriever; 205 (flat-coated retriever), 206 (curly-coated retriever), 207 (golden retriever)",
        "e; and ",
    })
    void anAmbiguousNameListsTheCandidates(String name, String message) {
        var error = assertThrows(IllegalArgumentException.class, () -> ClassNames.find(name, IMAGENET));
        assertTrue(error.getMessage().contains(message), error.getMessage());
        assertTrue(error.getMessage().length() < 1000, error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"zyzzyva", "", " ", "golden  retriever", "(", "\\E", ".*"})
    void whatIsInNoNameIsNotKnown(String name) {
        var error = assertThrows(IllegalArgumentException.class, () -> ClassNames.find(name, IMAGENET));
        assertTrue(error.getMessage().startsWith("class \"" + name + "\" is not known"), error.getMessage());
    }

    @Test
    void theNamesOfTheModelItselfComeFirst() {
        assertEquals(1, ClassNames.find("shark", List.of("hammerhead shark", "shark", "shark, white shark")));
        assertEquals(1, ClassNames.find("white", List.of("whitefish", "shark, white shark")));
        assertEquals(0, ClassNames.find("fish", List.of("whitefish", "shark, white shark")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dit-xl-2", "uvit-h-2", "uvit-m-4"})
    void publishedModelsOfAThousandClassesKnowThem(String name) {
        ModelCard card = ModelCard.of(name, Optional.empty(), NamedModel.of(name).config().model());
        assertEquals("golden retriever", card.label(207));
    }
}
