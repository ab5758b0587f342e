package io.github.dit4j.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorDataTest {

    /** Some elements from somewhere on, among them none and more than are widened at once: those, and nothing beside them. */
    @ParameterizedTest
    @CsvSource({"0, 10000", "1, 9999", "0, 4096", "17, 4097", "9000, 1000", "5, 0"})
    void copiesSomeElements(long from, int count) {
        for (DType type : DType.values()) {
            TensorData data = random(type, 10_000);
            double[] all = data.toDoubles();
            var copied = new float[count + 5];
            data.copyTo(from, copied, 3, count);
            for (int i = 0; i < copied.length; i++) {
                float expected = i < 3 || i >= count + 3 ? 0 : (float) all[(int) from + i - 3];
                assertEquals(expected, copied[i], type + " " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void doesNotCopyBeyondTheEnd(DType type) {
        TensorData data = random(type, 10_000);
        assertThrows(IndexOutOfBoundsException.class, () -> data.copyTo(5000, new float[6000], 0, 5001));
    }

    private static TensorData random(DType type, int count) {
        var bytes = new byte[count * type.bytes()];
        new Random(3).nextBytes(bytes);
        return TensorData.of(Shape.of(count), type, MemorySegment.ofArray(bytes));
    }
}
