package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pieces are in the order of quarters of quarters, 11, 12, 21, 22. */
class StrassenCutTest {

    @Test
    void piecesAreInTheOrderOfQuarters() {
        var once = new StrassenCut(64, 1);
        assertArrayEquals(new int[] {0, 0, 1, 1}, rows(once));
        assertArrayEquals(new int[] {0, 1, 0, 1}, columns(once));
        var twice = new StrassenCut(64, 2);
        assertArrayEquals(new int[] {0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3}, rows(twice));
        assertArrayEquals(new int[] {0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3}, columns(twice));
    }

    private static int[] rows(StrassenCut cut) {
        return IntStream.range(0, cut.pieces()).map(StrassenCut::row).toArray();
    }

    private static int[] columns(StrassenCut cut) {
        return IntStream.range(0, cut.pieces()).map(StrassenCut::column).toArray();
    }
}
