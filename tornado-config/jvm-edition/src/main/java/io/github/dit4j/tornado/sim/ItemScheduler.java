package io.github.dit4j.tornado.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Runs the items of work-groups one at a time, each until it ends or waits for others.
 *
 * <p>Items are coroutines: a worker, a virtual thread, runs items one after another for as long as none
 * waits, and hands its turn to another worker where one does. Only the worker whose turn it is runs, so
 * the order is always the same, kernels without barriers need a single thread, and the state here needs
 * no lock. Running each item as far as it goes before the next begins also shows missing barriers: an
 * item reads its neighbours' local memory before they have written it, that of later ones in every
 * other group, and that of earlier ones in those between, which run from the last item to the first.
 */
final class ItemScheduler implements AutoCloseable {

    private final int groupSize;
    private final Queue<Worker> idle = new ArrayDeque<>();
    private final Deque<Worker> ready = new ArrayDeque<>();

    private WorkGroup group;
    private IntConsumer body;
    private Thread caller;
    private Worker current;
    private int next;
    private volatile boolean groupDone;
    private volatile boolean stopped;
    private ItemFailure failure;

    ItemScheduler(int groupSize) {
        this.groupSize = groupSize;
    }

    /**
     * Runs {@code body} for every item of a group.
     *
     * @throws ItemFailure if an item throws, or ends while others wait for it
     */
    void runAll(WorkGroup group, IntConsumer body) {
        this.group = group;
        this.body = body;
        this.caller = Thread.currentThread();
        next = 0;
        groupDone = false;
        resume(idleWorker());
        boolean interrupted = false;
        while (!groupDone) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            caller.interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Lets the item that runs wait until all items of a meeting have come to it. */
    void meet(Meeting meeting) {
        Worker self = current;
        if (meeting.ended > 0) {
            fail(missed(meeting, 1), null);
            throw Stopped.INSTANCE;
        }
        if (meeting.waiting.size() + 1 == meeting.size) {
            release(meeting);
            return;
        }
        meeting.waiting.add(self);
        if (next < groupSize) {
            resume(idleWorker());
        } else if (!ready.isEmpty()) {
            resume(ready.remove());
        } else {
            fail(missed(meeting, 0), null);
        }
        self.awaitTurn();
    }

    /**
     * Lets go on who waited. Those of a warp go on before the other warps, and so come as far ahead of them as barriers let
     * them, which shows a barrier that is missing between warps.
     */
    private void release(Meeting meeting) {
        if (meeting.size < groupSize) {
            meeting.waiting.descendingIterator().forEachRemaining(ready::addFirst);
        } else {
            ready.addAll(meeting.waiting);
        }
        meeting.waiting.clear();
    }

    private String missed(Meeting meeting, int arriving) {
        return "of the " + meeting.size + " items of " + meeting.place + ", " + (meeting.waiting.size() + arriving)
                + " came to " + meeting.what + " that others " + (meeting.ended > 0 ? "ended without" : "do not come to")
                + "; every item must come to each, so move it out of the branch or loop that some items skip";
    }

    private Worker idleWorker() {
        Worker worker = idle.poll();
        if (worker == null) {
            worker = new Worker();
            worker.thread.start();
        }
        return worker;
    }

    private void resume(Worker worker) {
        current = worker;
        worker.resume();
    }

    private void fail(String message, Throwable cause) {
        failure = new ItemFailure(message, cause);
        close();
        groupDone = true;
        LockSupport.unpark(caller);
    }

    /** Ends all workers. */
    @Override
    public void close() {
        stopped = true;
        group.meetings().forEach(meeting -> meeting.waiting.forEach(Worker::resume));
        ready.forEach(Worker::resume);
        idle.forEach(Worker::resume);
    }

    private void runItems(Worker self) {
        while (next < groupSize) {
            int item = group.runsBackwards() ? groupSize - 1 - next : next;
            next++;
            try {
                body.accept(item);
            } catch (Stopped stop) {
                throw stop;
            } catch (Throwable thrown) {
                fail("item " + item + " of " + group + " threw " + thrown, thrown);
                throw Stopped.INSTANCE;
            }
            for (Meeting meeting : group.meetingsOf(item)) {
                meeting.ended++;
                if (!meeting.waiting.isEmpty()) {
                    fail(missed(meeting, 0), null);
                    throw Stopped.INSTANCE;
                }
            }
        }
        idle.add(self);
        if (!ready.isEmpty()) {
            resume(ready.remove());
        } else {
            groupDone = true;
            LockSupport.unpark(caller);
        }
    }

    final class Worker implements Runnable {

        private final Thread thread = Thread.ofVirtual().unstarted(this);
        private volatile boolean turn;

        void resume() {
            turn = true;
            LockSupport.unpark(thread);
        }

        void awaitTurn() {
            while (!turn) {
                LockSupport.park(ItemScheduler.this);
            }
            turn = false;
            if (stopped) {
                throw Stopped.INSTANCE;
            }
        }

        @Override
        public void run() {
            try {
                while (true) {
                    awaitTurn();
                    runItems(this);
                }
            } catch (Stopped stop) {
                // The launch is over.
            }
        }
    }

    /** Unwinds a kernel whose launch has failed elsewhere. */
    private static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;
        private static final Stopped INSTANCE = new Stopped();

        private Stopped() {
            super("the launch is over", null, false, false);
        }
    }
}
