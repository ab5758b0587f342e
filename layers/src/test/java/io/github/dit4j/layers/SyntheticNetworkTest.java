package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticNetworkTest {

    @ParameterizedTest
    @ValueSource(strings = {"dit-s-2", "uvit-s-2", "vae-decoder:64"})
    void itHasAllWeightsOfItsProgram(String name) {
        var network = SyntheticNetwork.of(name);
        assertEquals(name, network.name());
        network.forward().apply(2).weights().forEach(weight ->
                assertEquals(weight.shape(), network.weights().shape(weight.name()), weight::name));
    }

    @Test
    void theDecoderIsNamedByThePixelsOfASide() {
        Program program = SyntheticNetwork.of("vae-decoder:256").forward().apply(2);
        assertEquals(Shape.of(2, 4, 32, 32), program.inputs().getFirst().shape());
        assertEquals(Shape.of(2, 3, 256, 256), program.outputs().getFirst().shape());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae-decoder:", "vae-decoder:-8", "vae-decoder:100", "vae-decoder:x", "vae-decoder:99999999999"})
    void aDecoderOfNoSizeIsRefused(String name) {
        var error = assertThrows(ModelException.class, () -> SyntheticNetwork.of(name));
        assertTrue(error.getMessage().startsWith(name + ": give the pixels of a side, a multiple of 8"), error::getMessage);
    }

    @Test
    void whatHasNoNameIsNotFound() {
        assertEquals(Optional.empty(), SyntheticNetwork.find("model.safetensors"));
        assertTrue(SyntheticNetwork.find("DiT-S/2").isPresent());
    }
}
