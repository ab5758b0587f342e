package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedModelTest {

    /** Table 1 and 9 of the DiT paper, table 1 and 3 and appendix of the U-ViT paper. */
    @ParameterizedTest
    @CsvSource({"dit-s-2, 33", "dit-b-2, 130", "dit-l-2, 458", "dit-xl-2, 675", "sit-s-2, 33", "sit-xl-2, 675",
        "uvit-s-2, 44", "uvit-s-4, 44", "uvit-m-4, 131", "uvit-l-2, 287", "uvit-l-4, 287", "uvit-l-4-imagenet64, 287",
        "uvit-h-2, 501", "uvit-h-4, 501", "uvit-s-2-mscoco, 45", "uvit-s-deep-2, 58"})
    void aNamedSizeHasAsManyParametersAsItsPaperSays(String name, int millions) {
        long parameters = NamedModel.of(name).config().model().weightShapes().values().stream()
                .mapToLong(Shape::elements).sum();
        assertEquals(millions, parameters / 1e6, 0.9, () -> name + " has " + parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dit-xl-2", "DiT-XL/2", "dit-xl-2-imagenet256", "DIT_XL_2"})
    void aNameMayBeSpeltAsInThePapers(String spelling) {
        assertEquals("dit-xl-2", NamedModel.of(spelling).id());
    }

    @Test
    void aShortNameAndTheDataSetTellModelsOfOneSizeApart() {
        assertEquals("uvit-l-4", NamedModel.of("U-ViT-L/4-imagenet512").id());
        assertEquals("uvit-l-4-imagenet64", NamedModel.of("uvit-l-4-imagenet64").id());
        assertEquals(new Conditioning.None(), NamedModel.of("uvit-s-2-cifar10").config().model().conditioning());
        assertEquals(new Conditioning.Text(77, 768), NamedModel.of("uvit-s-2-mscoco").config().model().conditioning());
    }

    @Test
    void everyNameIsThatOfOneModel() {
        List<String> names = NamedModel.all().stream().map(NamedModel::id).toList();
        assertEquals(names.size(), new HashSet<>(names).size());
        NamedModel.all().forEach(model -> assertEquals(model, NamedModel.of(model.id())));
    }

    @Test
    void anUnknownNameIsAnErrorThatListsTheNames() {
        var error = assertThrows(ModelException.class, () -> NamedModel.of("dit-m-2"));
        assertTrue(error.getMessage().contains("dit-m-2") && error.getMessage().contains("uvit-h-2"), error::getMessage);
    }

    @ParameterizedTest
    @CsvSource({"full_dit_s2, dit-s-2", "full_uvit_s_cifar, uvit-s-2"})
    void theFullGoldenCasesAreNamedSizes(String golden, String name) {
        assertEquals(new GoldenCase(golden).config(), NamedModel.of(name).config());
    }
}
