package io.github.dit4j.engine.jvm.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AheadTest {
    private static final int TERMS = 10;
    private static final int TAKEN = TERMS * Ahead.PER_TERM;

    private final float[] data = new float[10 * TAKEN];
    private final Ahead ahead = new Ahead();

    @Test
    void whatIsNextIsTakenPieceByPiece() {
        ahead.at(data, 3, 2 * TAKEN);
        assertEquals(3, ahead.take(TERMS));
        assertSame(data, ahead.data());
        assertEquals(3 + TAKEN, ahead.take(TERMS));
        assertSame(data, ahead.data());
        assertNothing();
    }

    @Test
    void anotherPartOfTheSameArrayMayFollow() {
        ahead.at(data, 3, TAKEN + TAKEN / 2);
        ahead.then(5 * TAKEN, TAKEN);
        assertEquals(3, ahead.take(TERMS));
        assertEquals(5 * TAKEN, ahead.take(TERMS));
        assertSame(data, ahead.data());
        assertNothing();
    }

    @Test
    void nothingIsReadBehindTheEnd() {
        ahead.at(data, 3, TAKEN - 1);
        assertNothing();
    }

    @Test
    void whatWasNextIsForgotten() {
        ahead.at(data, 3, TAKEN);
        ahead.then(0, TAKEN);
        ahead.nothing();
        assertNothing();
    }

    /** Tiles read something all the same, from an array that is long enough for the largest. */
    private void assertNothing() {
        assertEquals(0, ahead.take(TERMS));
        assertNotSame(data, ahead.data());
        assertTrue(ahead.data().length >= Ahead.PER_TERM * Kernels.DEPTH_BLOCK);
    }
}
