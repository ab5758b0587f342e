package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramSplit;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.layers.DiffusionTransformer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which part of a network's programs is computed ahead: what depends on timestep and label alone, above all adaLN's
 * modulation. The features of a text are left to the rest: they are many rows already, and the same at all times.
 *
 * @param outputBytes that the results computed at once may take; those of one time always are
 * @param leastWeightBytes of the matrices that must leave the steps for a split to pay
 */
record AheadPrograms(long outputBytes, long leastWeightBytes) {
    /** The input of the times. */
    static final String TIMES = "t";
    /** The input of the labels. */
    static final String LABELS = "y";

    /**
     * DiT-XL/2 has 0.8 MB of results for a row: 32 MB are 42 rows, 21 steps with guidance. A row among 32 takes a ninth of
     * the time of one alone, among 128 an eleventh. Weights of few megabytes stay in a cache between steps: for the 2.7 MB of
     * digits-dit nothing was gained, for the 45 MB of DiT-S/2 a fiftieth of a step.
     */
    static final AheadPrograms USUAL = new AheadPrograms(32 << 20, 8 << 20);

    /** Nothing is computed ahead. */
    static final AheadPrograms NONE = new AheadPrograms(0, Long.MAX_VALUE);

    /** What suits a device. */
    static AheadPrograms on(Device device) {
        return device.prefersSplitPrograms() ? USUAL : NONE;
    }

    /** The parts of a network's program; empty if it should stay whole. */
    Optional<ProgramSplit> split(Program program) {
        return Optional.of(cut(program))
                .filter(split -> !split.handed().isEmpty() && split.bytesMultipliedAhead() >= leastWeightBytes);
    }

    /**
     * The part of a network that is computed ahead.
     *
     * @param rows how many pairs of time and label it takes
     */
    static Program ahead(DiffusionTransformer model, int rows) {
        return cut(model.forward(rows)).ahead();
    }

    private static ProgramSplit cut(Program program) {
        return ProgramSplit.of(program, Stream.of(TIMES, LABELS).filter(program::hasInput).map(program::input)
                .collect(Collectors.toSet()));
    }

    /**
     * How many times are computed at once: as many as the results may take memory, divided evenly.
     *
     * @param split of the network
     * @param labels how many different ones each time is computed for
     * @param times how many there are
     */
    int timesAtOnce(ProgramSplit split, int labels, int times) {
        long bytes = labels * split.handed().stream().mapToLong(tensor -> 4L * rowWidth(tensor)).sum();
        int most = (int) Math.clamp(outputBytes / bytes, 1, Math.max(1, times));
        int parts = Math.ceilDiv(Math.max(1, times), most);
        return Math.ceilDiv(Math.max(1, times), parts);
    }

    /** Elements of a tensor that belong to a row of the network. */
    static int rowWidth(Tensor tensor) {
        return tensor.shape().size() / tensor.shape().dim(0);
    }
}
