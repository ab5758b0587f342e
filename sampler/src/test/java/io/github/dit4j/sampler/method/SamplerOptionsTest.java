package io.github.dit4j.sampler.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.sampler.schedule.TimeGrid;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SamplerOptionsTest {
    private static final SamplerOptions EVERYTHING = new SamplerOptions(Optional.empty(), OptionalInt.of(2),
            Optional.of(DpmSolver.Method.MULTISTEP), Optional.of(TimeGrid.QUADRATIC), OptionalDouble.of(0.5),
            Optional.of(Variance.FIXED_SMALL), Optional.of(EulerMaruyama.Amount.LINEAR), OptionalDouble.of(1e-2),
            OptionalDouble.of(1e-4));

    @ParameterizedTest
    @FieldSource("io.github.dit4j.sampler.method.SamplerOptions#NAMES")
    void everyNameIsASamplerOfThisName(String name) {
        assertEquals(name, Sampler.named(name).name());
    }

    @ParameterizedTest
    @FieldSource("io.github.dit4j.sampler.method.SamplerOptions#NAMES")
    void noSamplerTakesAllOptions(String name) {
        var error = assertThrows(IllegalArgumentException.class, () -> EVERYTHING.named(name).sampler());
        assertTrue(error.getMessage().contains("does not go with this sampler; "), error.getMessage());
    }

    @Test
    void optionsWithoutANameChangeTheUsualSampler() {
        var eta = new SamplerOptions(Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(),
                OptionalDouble.of(0.5), Optional.empty(), Optional.empty(), OptionalDouble.empty(),
                OptionalDouble.empty());
        assertEquals(new Ddim(0.5), eta.sampler(new Ddim(0)));
        assertThrows(IllegalArgumentException.class, () -> eta.sampler(new Heun()));
        assertEquals(new Ddim(0.1), SamplerOptions.none().sampler(new Ddim(0.1)));
    }

    @Test
    void optionsReachTheirSamplers() {
        var order = OptionalInt.of(2);
        var grid = Optional.of(TimeGrid.QUADRATIC);
        var multistep = Optional.of(DpmSolver.Method.MULTISTEP);
        assertEquals(new DpmSolver(true, 2, DpmSolver.Method.MULTISTEP, TimeGrid.QUADRATIC),
                options("dpm-solver++", order, multistep, grid).sampler());
        assertEquals(new DpmSolver(false, 3, DpmSolver.Method.FAST, TimeGrid.LOGSNR), Sampler.named("dpm-solver"));
        assertEquals(new UniPc(2, TimeGrid.QUADRATIC), options("unipc", order, Optional.empty(), grid).sampler());
    }

    private static SamplerOptions options(
            String name, OptionalInt order, Optional<DpmSolver.Method> method, Optional<TimeGrid> grid) {
        return new SamplerOptions(Optional.of(name), order, method, grid, OptionalDouble.empty(), Optional.empty(),
                Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    @ParameterizedTest
    @CsvSource({"time, TIME", "uniform, TIME", "time_quadratic, QUADRATIC", "logSNR, LOGSNR"})
    void gridsHaveTheNamesOfOtherProgramsToo(String name, TimeGrid grid) {
        assertEquals(grid, TimeGrid.named(name));
    }

    @Test
    void unknownNamesAreRefusedWithThoseThatAreKnown() {
        assertRefused("there are multistep, singlestep and fast", () -> DpmSolver.Method.named("leap"));
        assertRefused("there are time, quadratic and logsnr", () -> TimeGrid.named("karras"));
        assertRefused("there are as-published, forward", () -> EulerMaruyama.Amount.named("much"));
        assertRefused("there are epsilon, x_start, velocity and score", () -> Prediction.named("v"));
    }

    private static void assertRefused(String message, Runnable what) {
        var error = assertThrows(IllegalArgumentException.class, what::run);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
