package io.github.dit4j.engine.testing;

import java.util.Arrays;
import java.util.Random;

/** Small damage to bytes, as a disk, a download or an adversary does it. */
public final class Damage {
    /** The numbers at which a length, a count or an offset goes wrong. */
    private static final long[] EXTREMES = {
        0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fff_ffffL, 0x8000_0000L, 0xffff_fffeL, 0xffff_ffffL,
        0x1_0000_0000L, 1L << 61, Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, -1, -2, -8
    };

    private Damage() {}

    /** A number that a length, a count or an offset should not be, or one near {@code true}. */
    public static long extreme(long truth, Random random) {
        return random.nextInt(3) == 0
                ? truth + random.nextInt(-3, 4)
                : EXTREMES[random.nextInt(EXTREMES.length)];
    }

    /**
     * Changes bytes in a few places, and now and then cuts or lengthens.
     *
     * @param telling bytes that mean something in the format reach further into a parser than random ones
     */
    public static byte[] of(byte[] whole, String telling, Random random) {
        byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length + 9)) : whole.clone();
        for (int places = random.nextInt(4); places >= 0 && bytes.length > 0; places--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) telling.charAt(random.nextInt(telling.length()));
                case 2 -> {
                    long value = extreme(bytes[at], random);
                    int width = 1 << random.nextInt(4);
                    for (int i = 0; i < width && at + i < bytes.length; i++) {
                        bytes[at + i] = (byte) (value >> 8 * i);
                    }
                }
                default -> {
                    int from = random.nextInt(bytes.length);
                    int count = random.nextInt(Math.min(64, bytes.length - Math.max(from, at)) + 1);
                    System.arraycopy(bytes, from, bytes, at, count);
                }
            }
        }
        return bytes;
    }
}
