package io.github.dit4j.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final double EXACT = 1e-12;

    /** Notes when it was run. */
    private record Noting(String name, List<String> runs) implements Executor {
        @Override
        public void write(Tensor input, float[] values) {}

        @Override
        public void write(Tensor input, int[] values) {}

        @Override
        public void run() {
            runs.add(name);
        }

        @Override
        public float[] read(Tensor output) {
            return new float[0];
        }

        @Override
        public void close() {}
    }

    /** Five rounds at least; what is soon done runs twice, the first time uncounted. */
    @Test
    void everyOtherRoundGoesInTheReverseOrder() {
        var runs = new ArrayList<String>();
        Rounds rounds = Rounds.of(List.of(new Noting("a", runs), new Noting("b", runs)), 0);
        assertEquals(5, rounds.count());
        assertEquals("aabb bbaa aabb bbaa aabb".replace(" ", ""), String.join("", runs));
    }

    @Test
    void theRatioIsTheMedianOfThoseOfTheRounds() {
        // The median of the times would give 3/20; the second round was disturbed as a whole.
        var rounds = new Rounds(List.of(new double[] {1, 20}, new double[] {300, 600}, new double[] {3, 10}));
        assertEquals(0.3, rounds.ratioTo(1), EXACT);
        assertEquals(3, rounds.median(0), EXACT);
        assertEquals(1, rounds.best(0), EXACT);
        assertEquals(20, rounds.median(1), EXACT);
        assertEquals(10, rounds.best(1), EXACT);
    }

    @Test
    void anEvenNumberOfRoundsHasItsMedianInTheMiddle() {
        assertEquals(2.5, new Rounds(List.of(new double[] {4}, new double[] {2}, new double[] {3}, new double[] {1})).median(0),
                EXACT);
    }
}
