package io.github.dit4j.layers.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.check.Finding;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.tornado.TornadoVmDevice;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelCheckTest {

    static Stream<ModelCheck> all() {
        return ModelCheck.all().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsStoredIsWhatThePublishedCodeGave(ModelCheck check) {
        try (Checkpoint stored = check.open(); Checkpoint golden = Goldens.open(stored.metadata().get("source"))) {
            assertEquals(golden.metadata().get("config"), stored.metadata().get("config"));
            for (String name : stored.names()) {
                assertArrayEquals(golden.get(name).toFloats(), stored.get(name).toFloats(), name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theProcessorPasses(ModelCheck check) {
        Finding finding = check.run(new CpuDevice(), DType.F32);
        assertTrue(finding.isRight(), finding.toString());
    }

    @ParameterizedTest
    @MethodSource("all")
    void tensorCoresAndCudaGraphsPass(ModelCheck check) {
        Device device = TornadoVmDevice.all().getFirst().withKernels("gpu").withCudaGraphs();
        Finding finding = check.run(device, DType.F16);
        assertTrue(finding.isRight(), finding.toString());
        assertTrue(finding.error() > 1e-5, "products of halves are no more exact than halves: " + finding);
    }
}
