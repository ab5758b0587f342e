package io.github.dit4j.sampler.noise;

/**
 * The Mersenne Twister of 32-bit words (Matsumoto, Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998), initialised by one
 * word as the authors' {@code init_genrand} does.
 */
final class Mt19937 {
    private static final int WORDS = 624;
    private static final int SHIFT = 397;
    private static final int MATRIX = 0x9908B0DF;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7FFFFFFF;

    private final int[] state;
    private int next;

    Mt19937(int seed) {
        state = new int[WORDS];
        state[0] = seed;
        for (int i = 1; i < WORDS; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
        next = WORDS;
    }

    private Mt19937(int[] state, int next) {
        this.state = state;
        this.next = next;
    }

    /** One that continues as this one will. */
    Mt19937 copy() {
        return new Mt19937(state.clone(), next);
    }

    /** 32 random bits. */
    int next() {
        if (next == WORDS) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9D2C5680;
        y ^= y << 15 & 0xEFC60000;
        return y ^ y >>> 18;
    }

    private void twist() {
        for (int i = 0; i < WORDS; i++) {
            int y = state[i] & UPPER | state[(i + 1) % WORDS] & LOWER;
            state[i] = state[(i + SHIFT) % WORDS] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        next = 0;
    }
}
