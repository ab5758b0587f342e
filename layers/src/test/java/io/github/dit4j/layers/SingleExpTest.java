package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SingleExpTest {

    @Test
    void expIsWithinOneUnitInTheLastPlace() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            float x = -20 + 40 * random.nextFloat();
            float nearest = (float) StrictMath.exp(x);
            assertEquals(nearest, SingleExp.exp(x), Math.ulp(nearest), () -> "exp(" + x + ")");
        }
        assertEquals(1, SingleExp.exp(0));
    }
}
