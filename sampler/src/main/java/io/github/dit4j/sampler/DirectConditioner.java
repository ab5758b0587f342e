package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import java.util.Arrays;
import java.util.List;

/** Writes labels and time to a program, as far as it reads them; nothing is computed ahead. */
record DirectConditioner(Executor executor, Program program) implements Conditioner {

    @Override
    public void begin(int[] labels, List<Float> times) {
        if (program.hasInput(AheadPrograms.LABELS)) {
            executor.write(program.input(AheadPrograms.LABELS), labels);
        }
    }

    @Override
    public void time(float time) {
        if (program.hasInput(AheadPrograms.TIMES)) {
            var input = program.input(AheadPrograms.TIMES);
            var times = new float[input.shape().size()];
            Arrays.fill(times, time);
            executor.write(input, times);
        }
    }

    /** Nothing to do: the executor is its owner's. */
    @Override
    public void close() {
    }
}
