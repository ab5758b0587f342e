package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TornadoErrorsTest {

    @Test
    void aKernelThatDoesNotCompileIsNamedInOneLine() {
        var bailout = new RuntimeException("\u001B[31mBailout is disabled. \nReason: \u001B[31mUnable to compile task g0_block.t0_y - conv\n"
                + "The internal error is: \u001B[31mError during code compilation\u001B[0m\nStacktrace: [a.b(C.java:1), d.e(F.java:2)]");
        assertEquals("opencl:0:0 failed at g0_block: Bailout is disabled. Reason: Unable to compile task g0_block.t0_y - conv "
                + "The internal error is: Error during code compilation", TornadoErrors.failure("opencl:0:0", "g0_block", bailout));
    }

    @Test
    void anExceptionWithoutMessageIsNamedByItsKind() {
        assertEquals("opencl:0:0 failed at g1_blocks_0: java.lang.NullPointerException",
                TornadoErrors.failure("opencl:0:0", "g1_blocks_0", new NullPointerException()));
    }

    @Test
    void memoryThatIsSpentComesWithTheOptionThatGivesMore() {
        assertEquals("cuda:0:0 has no memory left for this program, which needs 4001 MiB; use a smaller batch, or start Java with "
                + "-Dtornado.device.memory=5001MB", TornadoErrors.outOfMemory("cuda:0:0", 4000L << 20));
    }
}
