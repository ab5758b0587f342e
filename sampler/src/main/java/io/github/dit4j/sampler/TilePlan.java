package io.github.dit4j.sampler;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How latents are cut into tiles that are decoded one by one. Tiles are of one size and overlap with their neighbours by
 * at least a quarter of it; where there is room for one tile only, there is one.
 *
 * @param tileHeight of a tile, in latents
 * @param tileWidth of a tile, in latents
 * @param tops where the rows of tiles begin
 * @param lefts where the columns of tiles begin
 */
public record TilePlan(int tileHeight, int tileWidth, List<Integer> tops, List<Integer> lefts) {

    public TilePlan {
        tops = List.copyOf(tops);
        lefts = List.copyOf(lefts);
    }

    /**
     * Cuts latents.
     *
     * @param height of the latents
     * @param width of the latents
     * @param side of a tile, at most
     * @throws IllegalArgumentException if the side is less than 4
     */
    public static TilePlan of(int height, int width, int side) {
        if (side < 4) {
            throw new IllegalArgumentException("tiles of " + side + " latents are too small to overlap; take 16 or more");
        }
        return new TilePlan(Math.min(side, height), Math.min(side, width), starts(height, side), starts(width, side));
    }

    /** As few starts as leave overlaps of a quarter, evenly spread, so that the last tile ends where the latents do. */
    private static List<Integer> starts(int extent, int side) {
        if (extent <= side) {
            return List.of(0);
        }
        int overlap = side / 4;
        int count = Math.ceilDiv(extent - overlap, side - overlap);
        return IntStream.range(0, count).map(i -> (int) ((long) i * (extent - side) / (count - 1))).boxed().toList();
    }

    /** How many tiles there are. */
    public int count() {
        return tops.size() * lefts.size();
    }

    /** Whether there is one tile, all of the latents. */
    public boolean isWhole() {
        return count() == 1;
    }

    @Override
    public String toString() {
        return isWhole() ? "whole" : count() + " tiles of " + tileWidth + "×" + tileHeight + " latents";
    }
}
