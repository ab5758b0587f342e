package io.github.dit4j.engine.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Feeds a reader of foreign files with made-up ones: each must be read, or refused with the reader's own exception, in
 * seconds, and within memory in proportion to the file. Runs for {@code -Ddit4j.fuzz.seconds}, by default for a minute
 * where the environment says {@code CI=true} and for three seconds elsewhere. Every input follows from the seed
 * ({@code -Ddit4j.fuzz.seed}) and its round, which a failure names; {@code -Ddit4j.fuzz.round} begins at one.
 */
public final class Fuzzer {
    /** What every input may allocate: buffers of decoders, the stack trace of the refusal. */
    private static final long CONSTANT_BYTES = 1 << 20;
    /** Far above what an input takes (milliseconds), so that a busy machine does not look like a hang. */
    private static final long LIMIT_NANOS = 20_000_000_000L;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Reads one input to the end. */
    public interface Reader {
        void read(byte[] file);
    }

    private final String name;
    private final Function<Random, byte[]> inputs;
    private final Reader reader;
    private final Class<? extends RuntimeException> refusal;
    private final long bytesPerByte;
    private final long seed = Long.getLong("dit4j.fuzz.seed", 20221212);

    private volatile long round = Long.getLong("dit4j.fuzz.round", 0);
    private volatile long since = System.nanoTime();
    private volatile AssertionError failure;
    private volatile boolean done;
    private long opened;
    private long refused;

    /**
     * Makes one.
     *
     * @param name what is read, for messages
     * @param refusal what the reader throws for a file that it will not read; anything else thrown is a failure
     * @param bytesPerByte how many bytes may be allocated for each byte of the file, beside a constant MiB
     */
    public Fuzzer(String name, Function<Random, byte[]> inputs, Reader reader,
            Class<? extends RuntimeException> refusal, long bytesPerByte) {
        this.name = name;
        this.inputs = inputs;
        this.reader = reader;
        this.refusal = refusal;
        this.bytesPerByte = bytesPerByte;
    }

    /**
     * Runs fuzzers beside each other, each in a thread of its own, and returns what they saw.
     *
     * @throws AssertionError if a reader failed, hung or took too much memory, or never both read and refused
     */
    public static String run(Fuzzer... fuzzers) throws InterruptedException {
        long seconds = Long.getLong("dit4j.fuzz.seconds", "true".equals(System.getenv("CI")) ? 60 : 3);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = Arrays.stream(fuzzers)
                .map(fuzzer -> Thread.ofPlatform().daemon().name(fuzzer.name).start(() -> fuzzer.runUntil(end)))
                .toList();
        for (int i = 0; i < fuzzers.length; i++) {
            fuzzers[i].await(threads.get(i));
        }
        return Arrays.stream(fuzzers).map(Fuzzer::toString).collect(Collectors.joining("; "));
    }

    private void runUntil(long end) {
        try {
            for (; System.nanoTime() < end; round++) {
                since = System.nanoTime();
                byte[] file = inputs.apply(random());
                // What is too much the first time may be the loading of classes; the input then is read once more.
                if (allocatedBy(file) > allowed(file) && allocatedBy(file) > allowed(file)) {
                    failure = failed("allocated " + allocatedBy(file) + " bytes for a file of " + file.length, null);
                    return;
                }
            }
            done = true;
        } catch (Throwable thrown) {
            failure = failed("threw " + thrown, thrown);
        }
    }

    /** Mixed, since the first numbers of neighbouring seeds are alike. */
    private Random random() {
        return new Random((seed + round) * 0x9e3779b97f4a7c15L);
    }

    private long allowed(byte[] file) {
        return CONSTANT_BYTES + bytesPerByte * file.length;
    }

    private long allocatedBy(byte[] file) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.read(file);
            opened++;
        } catch (RuntimeException thrown) {
            if (!refusal.isInstance(thrown)) {
                throw thrown;
            }
            refused++;
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private void await(Thread thread) throws InterruptedException {
        while (!thread.join(Duration.ofMillis(100))) {
            if (System.nanoTime() - since > LIMIT_NANOS && thread.isAlive()) {
                var hang = new Throwable("where it hangs");
                hang.setStackTrace(thread.getStackTrace());
                throw failed("takes longer than " + LIMIT_NANOS / 1_000_000_000 + " s", hang);
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (!done || opened == 0 || refused == 0) {
            throw new AssertionError(this + ": a fuzzer that does not meet both says nothing");
        }
    }

    private AssertionError failed(String how, Throwable cause) {
        return new AssertionError("the reader of " + name + " " + how + "; repeat it with -Ddit4j.fuzz.seed=" + seed
                + " -Ddit4j.fuzz.round=" + round, cause);
    }

    @Override
    public String toString() {
        return name + ": " + (opened + refused) + " files, " + refused + " of them refused";
    }
}
