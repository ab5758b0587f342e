package io.github.dit4j.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedTest {

    @ParameterizedTest
    @CsvSource({"dit-s-2:2:1, dit-s-2, 2, 1", "U-ViT-S/2:1:16, uvit-s-2, 1, 16", "vae-decoder:256:1:2, vae-decoder:256, 1, 2"})
    void theLastTwoNumbersAreBatchAndThreads(String text, String name, int batch, int threads) {
        Wanted wanted = Wanted.of(text);
        assertEquals(name, wanted.network().name());
        assertEquals(batch, wanted.batch());
        assertEquals(threads, wanted.threads());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dit-s-2", "dit-s-2:1", "dit-s-2:0:1", "dit-s-2:1:0", "dit-s-2:1:-1", "dit-s-2:1:99999",
        "dit-s-2:1:one", ":1:1"})
    void whatIsNotOfTheFormIsRefusedWithAnExample(String text) {
        var error = assertThrows(IllegalArgumentException.class, () -> Wanted.of(text));
        assertEquals(text + " is not MODEL:BATCH:THREADS, such as dit-s-2:1:2", error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"dit-q-2:1:1, there is no model size dit-q-2", "vae-decoder:9:1:1, vae-decoder:9: give the pixels of a side"})
    void aNetworkThatIsNotThereIsNamed(String text, String reason) {
        var error = assertThrows(IllegalArgumentException.class, () -> Wanted.of(text));
        assertTrue(error.getMessage().startsWith(reason), error::getMessage);
    }
}
