package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TornadoErrorsTest {

    @Test
    void aKernelThatDoesNotCompileIsNamedInOneLine() {
        var bailout = new RuntimeException("\u001B[31mBailout is disabled. \nReason: \u001B[31mUnable to compile task g0_block.t0_y - conv\n"
                + "The internal error is: \u001B[31mError during code compilation\u001B[0m\nStacktrace: [a.b(C.java:1), d.e(F.java:2)]");
        assertEquals("opencl:0:0 cannot compile this program: Bailout is disabled. Reason: Unable to compile task "
                + "g0_block.t0_y - conv The internal error is: Error during code compilation; "
                + "dit4j doctor --device opencl:0:0 tells which operations it can",
                TornadoErrors.notCompiled("opencl:0:0", bailout));
    }

    @Test
    void aGraphThatFailsIsNamedAndAnExceptionWithoutMessageIsNamedByItsKind() {
        String line = TornadoErrors.failure("opencl:0:0", "g1_blocks_0", new NullPointerException());
        assertTrue(line.startsWith("opencl:0:0 failed at g1_blocks_0: java.lang.NullPointerException; "), line);
        assertTrue(line.endsWith("try again, then dit4j doctor --device opencl:0:0"), line);
    }

    @Test
    void memoryThatIsSpentComesWithTheOptionThatGivesMoreThanThereIs() {
        assertEquals("cuda:0 has no memory left for this program, which needs 1500 MiB; use a smaller batch, or allow more "
                + "with --device-memory 5596MB (where Java is started by hand, -Dtornado.device.memory=5596MB)",
                TornadoErrors.outOfMemory("cuda:0", 1500L << 20, TornadoErrors.memoryLimit("4096MB")));
    }

    @ParameterizedTest
    @CsvSource({"4GB, 4294967296", "4096MB, 4294967296", "512KB, 524288", "1024, 1024", "much, 0"})
    void aLimitIsReadAsTornadoVmReadsIt(String property, long bytes) {
        assertEquals(bytes, TornadoErrors.memoryLimit(property));
    }
}
