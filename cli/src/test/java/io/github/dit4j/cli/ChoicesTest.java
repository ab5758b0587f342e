package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choices of the papers are reached from the command line, by a configuration. */
class ChoicesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        """
        {"family": "uvit", "img_size": 8, "patch_size": 2, "in_chans": 1, "embed_dim": 32, "depth": 2, "num_heads": 2,
         "skip": "proj_add", "time_embed": "adaln", "conv": "before", "patch_embed": "conv", "pos_embed": "sincos"}""",
        """
        {"family": "dit", "input_size": 8, "patch_size": 2, "in_channels": 1, "hidden_size": 32, "depth": 2, "num_heads": 2,
         "num_classes": 3, "kind": "crossattn"}""",
        """
        {"family": "dit", "input_size": 8, "patch_size": 1, "in_channels": 1, "hidden_size": 32, "depth": 2, "num_heads": 2,
         "num_classes": 0, "kind": "incontext", "learn_sigma": false}"""
    })
    void aModelOfAnyDesignIsMadeAndDraws(String config) {
        Path model = Cli.model(folder, "model", config);
        Path image = folder.resolve("image.png");
        Cli.done("sample", "--model", model, "--steps", 1, "-o", image);
        assertTrue(Files.isRegularFile(image));
    }

    @Test
    void aCheckpointOfAPlainVitIsMade() {
        Path model = Cli.model(folder, "vit", """
                {"family": "vit", "img_size": 8, "patch_size": 2, "embed_dim": 32, "depth": 2, "num_heads": 2, "num_classes": 5}""");
        try (var written = Checkpoint.open(model)) {
            assertEquals(32, written.shape("cls_token").width());
            assertEquals(5, written.shape("head.weight").dim(0));
        }
    }
}
