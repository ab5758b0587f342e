package io.github.dit4j.engine.jvm.step;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Threads that work through the tiles of one piece of work after another, the calling thread among them. Each has tiles of its
 * own, the same part of them each time: rows that it made in one step are in its cache in the next. Who is done with these
 * takes from others, so that a core that is busy with something else holds nobody up: the caller waits for tiles, not for
 * threads. Nothing is allocated for a piece of work.
 */
public final class ThreadTeam implements AutoCloseable {

    /** Work that is cut into tiles, which can be done in any order and at the same time. */
    public interface Tiled {

        /**
         * Does one tile.
         *
         * @param tile counted from 0
         * @param worker of the team, counted from 0: no two tiles are done by it at the same time
         */
        void tile(int tile, int worker);
    }

    // About 50 µs: steps follow each other faster than that, and waking a parked thread takes as long.
    private static final int SPINS = 2000;
    // About 400 µs more: the last tile of a large product takes as long. Meanwhile whoever else has work gets the core; without
    // that a program starts later, as the JVM's compilers want it.
    private static final int YIELDS = 600;
    private static final int CLOSED_TO_CLAIMS = Integer.MAX_VALUE;

    private final Helper[] helpers;
    /**
     * For each worker the round in the upper half, and the next of its tiles in the lower: a claim by a thread that missed a round
     * fails.
     */
    private final AtomicLong[] tickets;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Tiled work = (_, _) -> { };
    private int tiles;
    private volatile Thread caller = Thread.currentThread();
    private volatile boolean callerParked;
    private volatile boolean closed;

    /**
     * Starts a team.
     *
     * @param threads at least 1, the calling thread included
     */
    public ThreadTeam(int threads) {
        tickets = Stream.generate(() -> new AtomicLong(CLOSED_TO_CLAIMS)).limit(threads).toArray(AtomicLong[]::new);
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
    }

    /** The number of threads, the calling thread included. */
    int threads() {
        return helpers.length + 1;
    }

    /**
     * Does all tiles; returns when the last is done. What a tile throws is thrown here; whether the others are done then is open.
     *
     * @throws IllegalStateException if the team was closed
     */
    public synchronized void run(int tileCount, Tiled tiled) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        if (tileCount <= 1 || helpers.length == 0) {
            for (int tile = 0; tile < tileCount; tile++) {
                tiled.tile(tile, 0);
            }
            return;
        }
        long round = ((tickets[0].get() >>> 32) + 1) << 32;
        for (AtomicLong ticket : tickets) {
            // A claim of the last round either is seen here, and then has read what belongs to it, or fails.
            ticket.getAndSet(round | CLOSED_TO_CLAIMS);
        }
        work = tiled;
        tiles = tileCount;
        unfinished.set(tileCount);
        caller = Thread.currentThread();
        for (int worker = 0; worker < tickets.length; worker++) {
            tickets[worker].set(round | firstTile(worker, tileCount));
        }
        for (Helper helper : helpers) {
            helper.wake();
        }
        takeTiles(0);
        awaitLast();
        Throwable thrown = failure.getAndSet(null);
        switch (thrown) {
            case null -> { }
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /** The first tile that is a worker's to do: the next worker's is behind its last. */
    private int firstTile(int worker, int tileCount) {
        return (int) ((long) worker * tileCount / tickets.length);
    }

    /** Takes a worker's own tiles, then those that others have not come to. */
    private void takeTiles(int worker) {
        for (int i = 0; i < tickets.length; i++) {
            takeTilesOf((worker + i) % tickets.length, worker);
        }
    }

    private void takeTilesOf(int owner, int worker) {
        AtomicLong ticket = tickets[owner];
        while (true) {
            long seen = ticket.get();
            // The ticket is read first: if the claim succeeds, these belong to its round.
            Tiled current = work;
            int end = firstTile(owner + 1, tiles);
            int tile = (int) seen;
            if (tile >= end) {
                return;
            }
            if (ticket.compareAndSet(seen, seen + 1)) {
                doTile(current, tile, worker);
            }
        }
    }

    private void doTile(Tiled current, int tile, int worker) {
        try {
            current.tile(tile, worker);
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        } finally {
            if (unfinished.decrementAndGet() == 0 && callerParked) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void awaitLast() {
        for (int spin = 0; spin < SPINS + YIELDS && unfinished.get() > 0; spin++) {
            pause(spin);
        }
        boolean interrupted = false;
        callerParked = true;
        while (unfinished.get() > 0) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // an interrupted thread does not park; its tiles are still running
        }
        callerParked = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a little, the longer the more often it did so. */
    private static void pause(int spin) {
        if (spin < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            helper.wake();
        }
    }

    /** A thread of the team that is not the caller. */
    private final class Helper extends Thread {
        private final int worker;
        private volatile boolean parked;

        Helper(int worker) {
            super("dit4j-cpu-" + worker);
            this.worker = worker;
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            long known = 0;
            while (!closed) {
                long round = awaitRound(known);
                if (round != known) {
                    known = round;
                    takeTiles(worker);
                }
            }
        }

        /** Waits for another round to be open, or for the end. */
        private long awaitRound(long known) {
            for (int spin = 0; spin < SPINS + YIELDS; spin++) {
                if (openRound() != known) {
                    return openRound();
                }
                pause(spin);
            }
            parked = true;
            while (openRound() == known && !closed) {
                LockSupport.park(ThreadTeam.this);
            }
            parked = false;
            return openRound();
        }

        /** The round that tiles can be claimed of; {@code -1} while one is being set up. */
        private long openRound() {
            long seen = tickets[worker].get();
            return (int) seen == CLOSED_TO_CLAIMS ? -1 : seen >>> 32;
        }
    }
}
