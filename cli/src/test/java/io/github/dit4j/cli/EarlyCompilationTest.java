package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels are compiled early where the default model is about to draw, and not for nothing. */
class EarlyCompilationTest {

    @ParameterizedTest
    @CsvSource({
        "true,  sample",
        "true,  sample -n 1 --class 7 --steps 20 -o seven.png",
        "true,  sample --quiet --guide-model digits-dit",
        "true,  sample --device cpu",
        "true,  sample --device=cpu --json",
        "true,  sample -dcpu",
        "false, ''",
        "false, sample --help",
        "false, sample -h",
        "false, sample -m dit-xl-2.pt",
        "false, sample -mdit-xl-2.pt",
        "false, sample --model=dit-xl-2.pt",
        "false, sample --class 3 -d gpu",
        "false, sample --device gpu",
        "false, sample --de cuda:0",
        "false, sample --device-memory 2g",
        "false, inspect seven.png",
    })
    void isOfUse(boolean expected, String line) {
        assertEquals(expected, EarlyCompilation.isOfUse(line.isEmpty() ? new String[0] : line.split(" ")));
    }
}
