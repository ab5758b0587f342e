package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The processor computes each operation, to float precision. */
class CpuDeviceTest {

    static Stream<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsDoublePrecision(OpCase operation) {
        float[] got = operation.runOn(new CpuDevice(2));
        double[] want = operation.expected();
        assertEquals(want.length, got.length);
        double error = OpCase.relativeError(got, want);
        assertTrue(error <= operation.tolerance(), () -> "relative L2 error " + error);
    }
}
