package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.sampler.DiffusionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models in the folder {@code models} are in the program, small, and draw by their names. */
class EmbeddedModelsTest {
    private static final Path MODELS = Goldens.folder().resolveSibling("models");
    private static final long LARGEST = 4_000_000;

    private final ModelCatalogue catalogue = new ModelCatalogue();

    @TempDir
    Path folder;

    private static List<Path> files() throws IOException {
        try (var files = Files.list(MODELS)) {
            return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
        }
    }

    @Test
    void everyModelInTheFolderHasItsNameInTheProgram() throws IOException {
        List<String> names = files().stream()
                .map(file -> file.getFileName().toString().replace(".safetensors", ""))
                .sorted(Comparator.reverseOrder())
                .toList();
        assertEquals(List.of("digits-uvit", "digits-dit"), names);
        assertEquals(names, catalogue.embedded());
    }

    @Test
    void everyModelIsSmall() throws IOException {
        for (Path file : files()) {
            assertTrue(Files.size(file) <= LARGEST, file + " has " + Files.size(file) + " bytes");
        }
    }

    /** The recipe's own PyTorch sampler drew these from the same noise; the tolerance is that of the other trajectories. */
    @ParameterizedTest
    @ValueSource(strings = {"digits-uvit", "digits-dit"})
    void everyModelDrawsWhatItDrewWhereItWasTrained(String name) {
        Path noise = Goldens.folder().resolve(name + ".sample.safetensors");
        Path drawn = folder.resolve("drawn.safetensors");
        Cli.done("sample", "--model", name, "--noise", noise, "--steps", "ddim25", "--latents-out", drawn,
                "-o", folder.resolve("drawn.png"));
        try (var expected = Checkpoint.open(noise); var actual = Checkpoint.open(drawn)) {
            double error = Numbers.relativeL2(expected.get("final").toDoubles(), actual.get("final").toFloats());
            assertTrue(error <= 5e-6, "off by a relative " + error);
        }
    }

    @Test
    void everyModelKnowsItsTenDigitsAndDrawsThem() {
        for (String name : catalogue.embedded()) {
            try (DiffusionModel model = catalogue.open(name, ModelHints.none())) {
                assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), model.card().labels());
                assertEquals(name, model.card().name());
            }
            Path picture = folder.resolve(name + ".png");
            String line = Cli.done("sample", "--model", name, "--class", 7, "--steps", 2, "-o", picture).out();
            assertTrue(line.startsWith(picture + ": 1 image of 7, " + name + " on cpu"), line);
            assertTrue(Files.exists(picture));
        }
    }
}
