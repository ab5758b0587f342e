package io.github.dit4j.engine.jvm.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Panels hold each element of a matrix once, in the order of the product. */
class PanelsTest {

    @ParameterizedTest
    @CsvSource({"1,1,4,0", "3,5,4,0", "7,12,4,0", "7,13,4,0", "5,48,16,0", "5,49,16,0", "2,65,16,0", "4,96,8,0", "9,130,8,0",
            "1,16,4,1", "7,16,4,7", "7,32,4,3", "9,130,8,5", "8,100,8,4", "3,31,8,2"})
    void holdEveryElementOnce(int depth, int columns, int lanes, int halved) {
        var panels = new Panels(depth, columns, lanes, halved);
        var transposed = new float[columns * depth];
        for (int i = 0; i < transposed.length; i++) {
            transposed[i] = i + 1;
        }
        var data = new float[panels.size()];
        int seen = 0;
        for (int panel = 0; panel < panels.count(); panel++) {
            panels.packColumns(panel, transposed, panels.column(panel) * depth, depth, data, 0);
            for (int k = 0; k < depth; k++) {
                for (int column = 0; column < panels.used(panel); column++) {
                    assertEquals((panels.column(panel) + column) * depth + k + 1,
                            data[panels.at(panel, k, column)]);
                    seen++;
                }
            }
        }
        assertEquals(depth * columns, seen);
        assertTrue(panels.paddedColumns() < columns + lanes);
    }

    @Test
    void aMatrixThatIsTooLargeForAnArrayIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> new Panels(65536, 32768, 16, 0).size()).getMessage();
        assertTrue(message.contains("65536×32768"), message);
    }

    /** A convolution gathers some panels of a matrix that is nowhere as a whole. */
    @Test
    void panelsOfAMatrixThatIsNowhereLieOneAfterAnother() {
        var panels = new Panels(1152, 1408 * 1408, 16, 384);
        int last = panels.count() - 1;
        for (int panel = 1; panel <= last; panel++) {
            assertEquals(panels.width(panel - 1) * 1152, panels.offset(panel) - panels.offset(panel - 1));
        }
        assertEquals(1408 * 1408, panels.column(last) + panels.used(last));
        assertEquals(panels.at(0, 401, 5), panels.at(last, 401, 5) - panels.offset(last));
    }
}
