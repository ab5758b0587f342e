package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Panels hold each element of a matrix once, in the order of the product. */
class PanelsTest {

    @ParameterizedTest
    @CsvSource({"1,1,4", "3,5,4", "7,12,4", "7,13,4", "5,48,16", "5,49,16", "2,65,16", "4,96,8", "9,130,8"})
    void holdEveryElementOnce(int depth, int columns, int lanes) {
        var panels = new Panels(depth, columns, lanes);
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
                            data[panels.offset(panel) + k * panels.width(panel) + column]);
                    seen++;
                }
            }
        }
        assertEquals(depth * columns, seen);
        assertTrue(panels.paddedColumns() < columns + lanes);
    }

    @Test
    void aMatrixThatIsTooLargeForAnArrayIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> new Panels(65536, 32768, 16)).getMessage();
        assertTrue(message.contains("65536×32768"), message);
    }
}
