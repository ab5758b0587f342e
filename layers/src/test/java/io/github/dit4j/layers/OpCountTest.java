package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.dit4j.engine.op.OpCount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operations of a network are those that its paper counts (DiT, Table 4: "Gflops" of multiply-adds). */
class OpCountTest {
    /** The table has two digits after the point … */
    private static final double ROUNDING = 0.006e9;
    /** … and counts a little of what is linear in the number of elements: 0.02 % of the largest. */
    private static final double LINEAR_PART = 3e-4;

    @ParameterizedTest
    @CsvSource({
        "dit-s-8, 0.36", "dit-s-4, 1.41", "dit-s-2, 6.06", "dit-b-8, 1.42", "dit-b-4, 5.56", "dit-b-2, 23.01",
        "dit-l-2, 80.71", "dit-xl-4, 29.05", "dit-xl-2, 118.64"
    })
    void countsAsThePaperDoes(String model, double published) {
        var count = OpCount.of(NamedModel.of(model).config().model().forward(1));
        assertEquals(published * 1e9, count.multiplyAdds(), ROUNDING + LINEAR_PART * published * 1e9);
    }

    @ParameterizedTest
    @CsvSource({"dit-s-2", "uvit-s-2", "uvit-s-2-mscoco"})
    void aBatchTakesItsMultiple(String model) {
        var network = NamedModel.of(model).config().model();
        assertEquals(3 * OpCount.of(network.forward(1)).multiplyAdds(), OpCount.of(network.forward(3)).multiplyAdds());
    }
}
