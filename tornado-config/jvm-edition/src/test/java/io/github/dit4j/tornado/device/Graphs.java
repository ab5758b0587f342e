package io.github.dit4j.tornado.device;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Kernels and helpers that the tests of the simulated device share. */
final class Graphs {

    private Graphs() {
    }

    /** {@code out = in + 1}. */
    static void addOne(FloatArray in, FloatArray out) {
        for (@Parallel int i = 0; i < out.getSize(); i++) {
            out.set(i, in.get(i) + 1);
        }
    }

    /** {@code array += 1}. */
    static void increment(FloatArray array) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, array.get(i) + 1);
        }
    }

    static FloatArray filled(float value) {
        FloatArray array = new FloatArray(8);
        array.init(value);
        return array;
    }

    /** Asserts that an action fails with a message that has all the given parts. */
    static void assertRefused(Executable action, String... parts) {
        RuntimeException thrown = assertThrows(RuntimeException.class, action);
        for (String part : parts) {
            assertTrue(thrown.getMessage().contains(part),
                    () -> "expected «" + part + "» in: " + thrown.getMessage());
        }
    }
}
