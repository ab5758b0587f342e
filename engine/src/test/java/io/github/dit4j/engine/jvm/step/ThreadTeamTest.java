package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A team does each tile of each piece of work once. */
@Timeout(60) // a lost tile would be waited for without end
class ThreadTeamTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTileIsDoneOnceBeforeTheCallReturns(int threads) {
        try (var team = new ThreadTeam(threads)) {
            for (int round = 0; round < 3000; round++) {
                int tiles = round % 7;
                var done = new AtomicIntegerArray(7);
                team.run(tiles, (tile, _) -> done.incrementAndGet(tile));
                for (int tile = 0; tile < 7; tile++) {
                    assertEquals(tile < tiles ? 1 : 0, done.get(tile), "tile " + tile + " of round " + round);
                }
            }
        }
    }

    @Test
    void whatTilesWroteIsSeenByTheCallerAndTheNextPiece() {
        try (var team = new ThreadTeam(3)) {
            var values = new int[64];
            for (int round = 1; round <= 2000; round++) {
                int expected = round;
                team.run(values.length, (tile, _) -> values[(tile + 1) % values.length] += 1);
                team.run(values.length, (tile, _) -> assertEquals(expected, values[tile]));
            }
        }
    }

    @Test
    void noWorkerDoesTwoTilesAtATime() {
        try (var team = new ThreadTeam(4)) {
            var busy = new AtomicIntegerArray(4);
            var clashes = new AtomicInteger();
            team.run(2000, (_, worker) -> {
                if (busy.incrementAndGet(worker) > 1) {
                    clashes.incrementAndGet();
                }
                busy.decrementAndGet(worker);
            });
            assertEquals(0, clashes.get());
        }
    }

    @Test
    void tilesAreDoneAtTheSameTime() {
        try (var team = new ThreadTeam(2)) {
            var both = new CountDownLatch(2);
            team.run(2, (_, _) -> {
                both.countDown();
                try {
                    assertTrue(both.await(30, TimeUnit.SECONDS), "the other tile waits for this one");
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatATileThrowsIsThrownAndTheTeamGoesOn(int threads) {
        try (var team = new ThreadTeam(threads)) {
            var thrown = assertThrows(ArithmeticException.class, () -> team.run(10, (tile, _) -> {
                if (tile == 7) {
                    throw new ArithmeticException("tile 7");
                }
            }));
            assertEquals("tile 7", thrown.getMessage());
            var done = new AtomicInteger();
            team.run(10, (_, _) -> done.incrementAndGet());
            assertEquals(10, done.get());
        }
    }

    @Test
    void severalCallersTakeTurns() throws InterruptedException {
        try (var team = new ThreadTeam(2)) {
            var done = new AtomicInteger();
            var callers = new Thread[4];
            for (int i = 0; i < callers.length; i++) {
                callers[i] = Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 200; round++) {
                        team.run(5, (_, _) -> done.incrementAndGet());
                    }
                });
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(4 * 200 * 5, done.get());
        }
    }

    @Test
    void anInterruptIsKeptForTheCaller() {
        try (var team = new ThreadTeam(2)) {
            var done = new AtomicInteger();
            Thread.currentThread().interrupt();
            team.run(50, (_, _) -> done.incrementAndGet());
            assertTrue(Thread.interrupted());
            assertEquals(50, done.get());
        }
    }

    @Test
    void aClosedTeamDoesNoWorkAndItsThreadsEnd() throws InterruptedException {
        var team = new ThreadTeam(2);
        var helper = new Thread[1];
        var both = new CountDownLatch(2);
        team.run(2, (_, worker) -> {
            if (worker == 1) {
                helper[0] = Thread.currentThread();
            }
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        team.close();
        assertThrows(IllegalStateException.class, () -> team.run(1, (_, _) -> { }));
        helper[0].join(30_000);
        assertFalse(helper[0].isAlive());
    }
}
