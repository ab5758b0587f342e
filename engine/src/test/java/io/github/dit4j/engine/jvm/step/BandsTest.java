package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bands hold each row once, and cut each image alike. */
class BandsTest {

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 23, 24, 31, 64, 256, 257})
    void holdEveryRowOfEachImageOnce(int tokens) {
        for (int parts : new int[] {2, 4}) {
            var one = new Bands(1, tokens, 12, parts);
            var three = new Bands(3, tokens, 12, parts);
            assertEquals(3 * one.count(), three.count());
            int row = 0;
            for (int band = 0; band < three.count(); band++) {
                assertEquals(row, three.row(band));
                assertEquals(one.rows(band % one.count()), three.rows(band));
                int left = three.rows(band) - 2 * three.half(band);
                assertEquals(three.rows(band) % parts, left);
                assertTrue(three.half(band) <= three.mostHalf());
                row += three.rows(band);
            }
            assertEquals(3 * tokens, row);
        }
    }

    /** Three bands of 30 rows are 12 and 18; the most rows of two are those of the last of an image and the first of the next. */
    @ParameterizedTest
    @ValueSource(ints = {30, 41})
    void theMostRowsOfSomeBandsAreThoseAtTheEndOfAnImage(int tokens) {
        var bands = new Bands(2, tokens, 12, 2);
        assertEquals(tokens - 12 * (tokens / 12 - 1), bands.mostRows(1));
        assertEquals(tokens - 12 * (tokens / 12 - 1) + 12, bands.mostRows(2));
        assertEquals(2 * tokens, bands.mostRows(bands.count()));
    }
}
