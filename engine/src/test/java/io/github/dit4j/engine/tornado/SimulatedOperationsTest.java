package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation, as a task graph on the simulated device, gives the very numbers of the reference. */
@Tag("sim")
class SimulatedOperationsTest {

    static Stream<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheReference(OpCase operation) {
        assertArrayEquals(operation.runOn(new ReferenceDevice()), operation.runOn(TornadoVmDevice.all().getFirst()));
    }
}
