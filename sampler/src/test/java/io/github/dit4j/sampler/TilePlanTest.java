package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.layers.vae.AutoencoderConfig;
import io.github.dit4j.layers.vae.AutoencoderKL;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilePlanTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 4", "16, 16, 16", "17, 16, 16", "28, 29, 16", "40, 100, 16", "13, 31, 5", "200, 64, 64", "129, 128, 128"})
    void tilesOverlapByAQuarterAndReachTheEnds(int height, int width, int side) {
        TilePlan plan = TilePlan.of(height, width, side);
        check(plan.tops(), plan.tileHeight(), height, side);
        check(plan.lefts(), plan.tileWidth(), width, side);
        assertEquals(height <= side && width <= side, plan.isWhole());
    }

    private static void check(List<Integer> starts, int tile, int extent, int side) {
        assertEquals(0, starts.getFirst());
        assertEquals(extent, starts.getLast() + tile);
        for (int i = 1; i < starts.size(); i++) {
            int overlap = starts.get(i - 1) + tile - starts.get(i);
            assertTrue(overlap >= side / 4 && overlap < tile, starts.toString());
        }
    }

    @Test
    void whatAllTilesAgreeOnIsKept() {
        TilePlan plan = TilePlan.of(9, 14, 5);
        var image = new float[2 * 27 * 42];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.sin(i);
        }
        var blend = new TileBlend(plan, 2, 3);
        for (int row = 0; row < plan.tops().size(); row++) {
            for (int column = 0; column < plan.lefts().size(); column++) {
                var tile = new ArrayList<Float>();
                for (int channel = 0; channel < 2; channel++) {
                    for (int y = 0; y < 15; y++) {
                        for (int x = 0; x < 15; x++) {
                            int at = (channel * 27 + plan.tops().get(row) * 3 + y) * 42 + plan.lefts().get(column) * 3 + x;
                            tile.add(image[at]);
                        }
                    }
                }
                var values = new float[tile.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = tile.get(i);
                }
                blend.add(row, column, values);
            }
        }
        assertArrayEquals(image, blend.image(), 1e-6f);
    }

    @Test
    void tilesAreAsLargeAsMemoryAllows() {
        AutoencoderKL network = AutoencoderConfig.stableDiffusion().model();
        long gigabyte = 1_000_000_000;
        assertTrue(DecoderMemory.plan(network, 64, 64, 4 * gigabyte).isWhole());
        assertEquals("4 tiles of 32×32 latents", DecoderMemory.plan(network, 48, 48, gigabyte / 2).toString());
        assertEquals(64, DecoderMemory.plan(network, 128, 128, 2 * gigabyte).tileWidth());
        assertTrue(DecoderMemory.plan(network, 128, 128, 16 * gigabyte).isWhole());
        assertEquals(128, DecoderMemory.plan(network, 129, 129, 1000 * gigabyte).tileWidth());
        String message = assertThrows(IllegalArgumentException.class,
                () -> DecoderMemory.plan(network, 64, 64, gigabyte / 10)).getMessage();
        assertTrue(message.contains("MB are free") && message.contains("-Xmx"), message);
    }

    @Test
    void tilesTooSmallToOverlapAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> TilePlan.of(8, 8, 3));
    }
}
