package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The noise that a published script gets from PyTorch on a CPU: {@code torch.manual_seed(seed)}, then one
 * {@code torch.randn} for all images and one more for each step that draws. Where the script doubles the batch for
 * guidance ({@code z = torch.cat([z, z])} in DiT's sample.py), the draws of its steps are for 2n images, of which the first
 * n count. So the number of images is part of what decides the noise, as it is there; the batches of this program are not.
 *
 * @param seed as for {@code torch.manual_seed}
 */
public record TorchCpuNoise(long seed) implements NoiseSource {

    @Override
    public Noise forRun(Shape latents, boolean doubled) {
        return new Draws(new TorchCpuGenerator(seed), latents.size(), Math.multiplyExact(latents.size(), doubled ? 2 : 1));
    }

    /** All draws in their order. One is kept; others are made again from the state before them. */
    private static final class Draws implements Noise {
        private final int first;
        private final int later;
        /** Element k is the generator before draw k. */
        private final List<TorchCpuGenerator> before = new ArrayList<>();
        private float[] values = {};
        private int drawn = -1;

        Draws(TorchCpuGenerator generator, int first, int later) {
            this.first = first;
            this.later = later;
            before.add(generator);
        }

        @Override
        public void fill(int draw, int image, float[] target, int at, int count) {
            for (int known = before.size() - 1; known < draw; known++) {
                make(known);
            }
            if (drawn != draw) {
                make(draw);
            }
            System.arraycopy(values, image * count, target, at, count);
        }

        private void make(int draw) {
            TorchCpuGenerator generator = before.get(draw).copy();
            values = generator.randn(draw == 0 ? first : later);
            drawn = draw;
            if (draw + 1 == before.size()) {
                before.add(generator);
            }
        }
    }
}
