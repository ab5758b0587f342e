package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.sampler.SamplingStep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final StringWriter err = new StringWriter();

    private Progress progress(boolean interactive, int columns) {
        return new Progress(new Terminal(
                new PrintWriter(new StringWriter()), new PrintWriter(err), interactive, columns));
    }

    private static SamplingStep step(int step, int steps, int batch, int batches, Duration time) {
        return new SamplingStep(
                step, steps, batch, batches, 0, 0, Shape.of(1, 1, 1, 1), new float[1], new float[1], time);
    }

    @Test
    void aScreenShowsABarWithSpeedAndTimeLeft() {
        Progress progress = progress(true, 80);
        progress.onStep(step(1, 4, 1, 1, Duration.ofSeconds(30)));
        assertEquals("\r[#######-----------------------] 1/4, 0.03 steps/s, 1:30 left\033[K", err.toString());
        progress.end();
        assertTrue(err.toString().endsWith("\r\033[K"));
    }

    @Test
    void aNarrowScreenIsNotWrapped() {
        progress(true, 20).onStep(step(1, 4, 1, 1, Duration.ofSeconds(1)));
        assertEquals("\r[#######-----------\033[K", err.toString());
    }

    @Test
    void secondBatchContinuesTheBar() {
        progress(true, 80).onStep(step(2, 4, 2, 2, Duration.ofMillis(10)));
        assertTrue(err.toString().contains("6/8"), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 4", "10, 10", "25, 10", "1000, 10"})
    void elsewhereThereAreTenLinesAtMost(int steps, int lines) {
        Progress progress = progress(false, 80);
        for (int step = 1; step <= steps; step++) {
            progress.onStep(step(step, steps, 1, 1, Duration.ofMillis(500)));
        }
        List<String> printed = err.toString().lines().toList();
        assertEquals(lines, printed.size());
        assertEquals("step " + steps + "/" + steps + ", 2.00 steps/s, 0:00 left", printed.getLast());
    }

    @Test
    void theSlowStepsOfTheStartAreSoonForgotten() {
        Progress progress = progress(true, 80);
        progress.onStep(step(1, 10, 1, 1, Duration.ofSeconds(60)));
        for (int step = 2; step <= 6; step++) {
            progress.onStep(step(step, 10, 1, 1, Duration.ofSeconds(1)));
        }
        assertTrue(err.toString().endsWith("6/10, 1.00 steps/s, 0:04 left\033[K"), err.toString());
    }

    @Test
    void longTimesAreShownInHours() {
        progress(true, 80).onStep(step(1, 101, 1, 1, Duration.ofMinutes(1)));
        assertTrue(err.toString().contains("1/101, 0.02 steps/s, 1:40:00 left"), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"0.034, 0.03", "7.126, 7.13", "12.34, 12.3", "1234.5, 1235"})
    void ratesHaveThreeDigitsThatTell(double rate, String shown) {
        assertEquals(shown, Progress.rate(rate));
    }
}
