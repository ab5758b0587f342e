package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.Profiled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProfiledRunTest {

    @Test
    void aRunThatIsTimedComputesTheSameAndTimesEveryOperation() {
        var block = SmallBlock.of(2, 65, 96, 4);
        var device = new CpuDevice(2);
        try (var engine = device.open(block.weights()); var executor = engine.prepare(block.program())) {
            Profiled profiled = assertInstanceOf(Profiled.class, executor);
            assertEquals(block.program().blocks().getFirst().ops(), profiled.operations());
            block.inputs().forEach(executor::write);
            var nanos = new long[profiled.operations().size()];
            Arrays.fill(nanos, -1);
            profiled.run(nanos);
            assertTrue(Arrays.stream(nanos).allMatch(time -> time >= 0), () -> Arrays.toString(nanos));
            assertArrayEquals(block.runOn(device), executor.read(block.output()), 0f);
        }
    }
}
