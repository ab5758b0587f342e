package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramSplit;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.layers.DiffusionTransformer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes what depends on timestep and label alone for many times at once, each different label once, and hands it to the
 * rest of the network time by time. Weights that an evaluation would read for a few rows are read once for many; the rows
 * themselves are the same bits.
 */
final class AheadConditioner implements Conditioner {
    private final Engine engine;
    private final DiffusionTransformer model;
    private final AheadPrograms ahead;
    private final ProgramSplit split;
    private final Executor rest;
    private final DirectConditioner direct;
    private final float[][] handed;

    private List<Float> times = List.of();
    private int[] labels = {};
    private int[] labelOfRow = {};
    private Optional<Table> table = Optional.empty();

    /** @param rest runs the rest of the split program; it stays its owner's */
    AheadConditioner(Engine engine, DiffusionTransformer model, AheadPrograms ahead, ProgramSplit split, Executor rest) {
        this.engine = engine;
        this.model = model;
        this.ahead = ahead;
        this.split = split;
        this.rest = rest;
        direct = new DirectConditioner(rest, split.rest());
        handed = split.handed().stream().map(tensor -> new float[tensor.shape().size()]).toArray(float[][]::new);
    }

    @Override
    public void begin(int[] labelOfEachRow, List<Float> expected) {
        direct.begin(labelOfEachRow, expected);
        times = expected.stream().distinct().toList();
        int rows = split.handed().getFirst().shape().dim(0);
        int[] each = labelOfEachRow.length == 0 ? new int[rows] : labelOfEachRow;
        labels = Arrays.stream(each).distinct().toArray();
        labelOfRow = Arrays.stream(each).map(label -> indexOf(labels, label)).toArray();
        int timesAtOnce = ahead.timesAtOnce(split, labels.length, times.size());
        if (table.filter(known -> known.serves(timesAtOnce, labels)).isEmpty()) {
            close();
            table = Optional.of(new Table(engine, AheadPrograms.ahead(model, timesAtOnce * labels.length), timesAtOnce));
        }
    }

    private static int indexOf(int[] values, int wanted) {
        int i = 0;
        while (values[i] != wanted) {
            i++;
        }
        return i;
    }

    @Override
    public void time(float time) {
        direct.time(time);
        Table computed = table.orElseThrow(() -> new IllegalStateException("no batch was begun"));
        int first = computed.firstRow(time, labels, times);
        for (int i = 0; i < handed.length; i++) {
            Tensor target = split.handed().get(i);
            int width = AheadPrograms.rowWidth(target);
            for (int row = 0; row < labelOfRow.length; row++) {
                computed.read(target.name(), first + labelOfRow[row], handed[i], row * width, width);
            }
            rest.write(target, handed[i]);
        }
    }

    @Override
    public void close() {
        table.ifPresent(Table::close);
        table = Optional.empty();
    }

    /** Results for some times and labels, time by time. */
    private static final class Table {
        private final Program program;
        private final Executor executor;
        private final int timesAtOnce;
        private final Map<Float, Integer> places = new HashMap<>();
        private int[] labels = {};

        Table(Engine engine, Program program, int timesAtOnce) {
            this.program = program;
            this.timesAtOnce = timesAtOnce;
            executor = engine.prepare(program);
        }

        /** Whether it has room for just so many times and labels. */
        boolean serves(int timesWanted, int[] labelsWanted) {
            return timesAtOnce == timesWanted && rows() == timesWanted * labelsWanted.length;
        }

        private int rows() {
            return program.input(AheadPrograms.TIMES).shape().size();
        }

        /**
         * Where the results of a time are, which are computed now if they were not before, with those of the times to come.
         *
         * @param all times in the order in which they are wanted; others are possible, too
         */
        int firstRow(float time, int[] wanted, List<Float> all) {
            if (!places.containsKey(time) || !Arrays.equals(labels, wanted)) {
                int from = all.indexOf(time);
                compute(from < 0 ? List.of(time) : all.subList(from, Math.min(from + timesAtOnce, all.size())), wanted);
            }
            return places.get(time) * labels.length;
        }

        private void compute(List<Float> chosen, int[] wanted) {
            labels = wanted;
            places.clear();
            var rowTimes = new float[rows()];
            var rowLabels = new int[rows()];
            for (int i = 0; i < timesAtOnce; i++) {
                float time = chosen.get(Math.min(i, chosen.size() - 1));
                places.putIfAbsent(time, i);
                Arrays.fill(rowTimes, i * labels.length, (i + 1) * labels.length, time);
                System.arraycopy(labels, 0, rowLabels, i * labels.length, labels.length);
            }
            executor.write(program.input(AheadPrograms.TIMES), rowTimes);
            if (program.hasInput(AheadPrograms.LABELS)) {
                executor.write(program.input(AheadPrograms.LABELS), rowLabels);
            }
            executor.run();
        }

        void read(String name, int row, float[] target, int at, int width) {
            executor.read(program.output(name), row * width, target, at, width);
        }

        void close() {
            executor.close();
        }
    }
}
