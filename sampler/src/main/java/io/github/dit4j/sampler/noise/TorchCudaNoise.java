package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;

/**
 * The noise that a published script gets from PyTorch on an NVIDIA card: the draws of {@link TorchCpuNoise}, each by
 * {@code torch.randn(…, device="cuda")}. Philox is keyed by the seed; thread t of the call with offset o counts from
 * (o/4, t), each count gives four normal numbers by Box–Muller, and the threads fill the tensor in strides, the k-th
 * number of a thread k strides further (PyTorch's {@code distribution_elementwise_grid_stride_kernel} with cuRAND's
 * {@code curand_normal4}). Tensors larger than the card has threads depend on the card; the reason for {@link CudaCard}.
 *
 * @param seed as for {@code torch.manual_seed}
 * @param card that is imitated
 */
public record TorchCudaNoise(long seed, CudaCard card) implements NoiseSource {
    /** Numbers that a thread makes at once. */
    private static final int UNROLL = 4;
    private static final float TWO_TO_MINUS_32 = 0x1p-32f;
    private static final float ANGLE = (float) (0x1p-32 * 2 * Math.PI);

    @Override
    public Noise forRun(Shape latents, boolean doubled) {
        long first = latents.elements();
        long later = first * (doubled ? 2 : 1);
        return (draw, image, target, at, count) -> {
            long offset = draw == 0 ? 0 : counts(first) + (draw - 1) * counts(later);
            fill(offset, draw == 0 ? first : later, (long) image * count, target, at, count);
        };
    }

    /** How far a call moves the generator on, in counts of Philox (four of PyTorch's units). */
    private long counts(long elements) {
        return (elements - 1) / (card.threadsFor(elements) * UNROLL) + 1;
    }

    /**
     * Writes a part of a tensor.
     *
     * @param offset of the call, in counts of Philox
     * @param elements how many the tensor has
     * @param from the first element wanted
     */
    void fill(long offset, long elements, long from, float[] target, int at, int count) {
        long threads = card.threadsFor(elements);
        var bits = new int[4];
        for (int i = 0; i < count; i++) {
            long element = from + i;
            long stride = element / threads;
            long counter = offset + stride / UNROLL;
            long thread = element % threads;
            bits[0] = (int) counter;
            bits[1] = (int) (counter >>> 32);
            bits[2] = (int) thread;
            bits[3] = (int) (thread >>> 32);
            Philox4x32.scramble(bits, (int) seed, (int) (seed >>> 32));
            target[at + i] = normal(bits, (int) (stride % UNROLL));
        }
    }

    /** The k-th number of {@code curand_normal4}: sine and cosine of the first two words, then of the others. */
    private static float normal(int[] bits, int k) {
        float u = Integer.toUnsignedLong(bits[k & 2]) * TWO_TO_MINUS_32 + TWO_TO_MINUS_32 / 2;
        float angle = Integer.toUnsignedLong(bits[k & 2 | 1]) * ANGLE + ANGLE / 2;
        float radius = (float) Math.sqrt(-2 * (float) StrictMath.log(u));
        return radius * (float) ((k & 1) == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
    }
}
