package io.github.dit4j.engine.kernel.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.WorkerGrid;

class GridsTest {

    @Test
    void headsOfLargeBatchesAreCountedWhereThereIsRoomForThem() {
        WorkerGrid grid = Grids.attention(1 << 13, 16, 256, 64);
        assertEquals(1 << 17, grid.getGlobalWork()[0] / grid.getLocalWork()[0]);
        assertEquals(4, grid.getGlobalWork()[1] / grid.getLocalWork()[1]);
        assertThrows(ArithmeticException.class, () -> Grids.attention(1 << 16, 1 << 16, 256, 64));
    }

    @Test
    void moreGroupsThanCudaHasAreRefused() {
        Grids.conv2d(32767, 128, 64);
        String message = assertThrows(IllegalArgumentException.class, () -> Grids.conv2d(32768, 128, 64)).getMessage();
        assertTrue(message.startsWith("65536 work-groups") && message.endsWith("use a smaller batch"), message);
    }
}
