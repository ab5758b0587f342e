package io.github.dit4j.sampler.noise;

import java.util.OptionalDouble;

/**
 * The generator behind {@code torch.randn} on a CPU after {@code torch.manual_seed}: successive calls continue where the
 * last one stopped. Follows ATen's {@code normal_} for float32 (native/cpu/DistributionTemplates.h and
 * core/DistributionsHelper.h, the same from PyTorch 1.5 to today): 16 and more elements are made 16 at a time by
 * Box–Muller in single precision, fewer one at a time in double. The uniform numbers are PyTorch's to the bit; logarithm,
 * sine and cosine may round differently than in its vector library, by an ulp or two.
 */
final class TorchCpuGenerator {
    /** PyTorch's blocks: eight radii, eight angles. */
    private static final int BLOCK = 16;
    private static final float TWO_PI = (float) (2 * Math.PI);

    private final Mt19937 engine;
    /** The second number of a pair, which PyTorch keeps for the next small call. */
    private OptionalDouble kept;

    /** @param seed as given to {@code torch.manual_seed}; only its low 32 bits count, as there */
    TorchCpuGenerator(long seed) {
        this(new Mt19937((int) seed), OptionalDouble.empty());
    }

    private TorchCpuGenerator(Mt19937 engine, OptionalDouble kept) {
        this.engine = engine;
        this.kept = kept;
    }

    /** One that continues as this one will. */
    TorchCpuGenerator copy() {
        return new TorchCpuGenerator(engine.copy(), kept);
    }

    /** {@code torch.randn(size)}. */
    float[] randn(int size) {
        var values = new float[size];
        if (size < BLOCK) {
            for (int i = 0; i < size; i++) {
                values[i] = (float) nextNormal();
            }
            return values;
        }
        fillUniform(values, 0, size);
        for (int i = 0; i + BLOCK <= size; i += BLOCK) {
            boxMuller(values, i);
        }
        if (size % BLOCK != 0) {
            // The last 16 are drawn again, over the end of the last full block.
            fillUniform(values, size - BLOCK, BLOCK);
            boxMuller(values, size - BLOCK);
        }
        return values;
    }

    private void fillUniform(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            values[i] = (engine.next() & 0xFFFFFF) * 0x1p-24f;
        }
    }

    private static void boxMuller(float[] values, int from) {
        for (int i = from; i < from + BLOCK / 2; i++) {
            float log = (float) StrictMath.log(1 - values[i]);
            float radius = (float) Math.sqrt(-2 * log);
            float angle = TWO_PI * values[i + BLOCK / 2];
            values[i] = radius * (float) StrictMath.cos(angle);
            values[i + BLOCK / 2] = radius * (float) StrictMath.sin(angle);
        }
    }

    private double nextNormal() {
        if (kept.isPresent()) {
            double second = kept.getAsDouble();
            kept = OptionalDouble.empty();
            return second;
        }
        double angle = 2 * Math.PI * nextUniform();
        double radius = Math.sqrt(-2 * StrictMath.log1p(-nextUniform()));
        kept = OptionalDouble.of(radius * StrictMath.sin(angle));
        return radius * StrictMath.cos(angle);
    }

    private double nextUniform() {
        long high = engine.next();
        long low = Integer.toUnsignedLong(engine.next());
        return ((high << 32 | low) & (1L << 53) - 1) * 0x1p-53;
    }
}
