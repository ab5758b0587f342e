package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

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
    void memoryThatIsSpentComesWithTheOptionThatGivesMore() {
        assertEquals("cuda:0 has no memory left for this program, which needs 4000 MiB; use a smaller batch, or allow more "
                + "with --device-memory 5000MB (where Java is started by hand, -Dtornado.device.memory=5000MB)",
                TornadoErrors.outOfMemory("cuda:0", 4000L << 20));
    }
}
