package io.github.dit4j.sampler.noise;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The two properties of an NVIDIA card that decide which random number each element of a large tensor gets from PyTorch.
 *
 * @param multiprocessors {@code multiProcessorCount}
 * @param threads {@code maxThreadsPerMultiProcessor}
 */
public record CudaCard(int multiprocessors, int threads) {
    private static final int BLOCK = 256;

    /** Cards that published results were made with, or that notebooks run on; NVIDIA's data sheets. */
    private enum Known {
        T4(40, 1024),
        P100(56, 2048),
        V100(80, 2048),
        A100(108, 2048),
        A10G(80, 1536),
        RTX3090(82, 1536),
        RTX4090(128, 1536),
        L4(58, 1536),
        L40(142, 1536),
        H100(132, 2048),
        H200(132, 2048);

        private final CudaCard card;

        Known(int multiprocessors, int threads) {
            card = new CudaCard(multiprocessors, threads);
        }
    }

    /** The A100 that the papers' authors had. */
    public static final CudaCard A100 = Known.A100.card;

    /**
     * @throws IllegalArgumentException if no block of PyTorch's 256 threads fits
     */
    public CudaCard {
        if (multiprocessors < 1 || multiprocessors > 4096 || threads < BLOCK || threads > 1 << 16) {
            throw new IllegalArgumentException("card " + multiprocessors + "x" + threads
                    + ": give its multiprocessors (1 to 4096) and the threads of each (256 to 65536), as in 108x2048");
        }
    }

    /**
     * Reads a card.
     *
     * @param text a name such as {@code a100}, or {@code 108x2048}: multiprocessors, and threads of each
     * @throws IllegalArgumentException if it is neither
     */
    public static CudaCard parse(String text) {
        if (text.matches("[0-9]{1,6}x[0-9]{1,6}")) {
            String[] numbers = text.split("x");
            return new CudaCard(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }
        return Arrays.stream(Known.values()).filter(known -> known.name().equalsIgnoreCase(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("card \"" + text + "\" is not known; there are "
                        + names().stream().collect(Collectors.joining(", "))
                        + ", or give multiprocessors and threads of each, as in 108x2048"))
                .card;
    }

    /** The cards that have a name here. */
    public static List<String> names() {
        return Arrays.stream(Known.values()).map(known -> known.name().toLowerCase(Locale.ROOT)).toList();
    }

    /** How many threads PyTorch starts to fill a tensor: {@code calc_execution_policy} in DistributionTemplates.h. */
    long threadsFor(long elements) {
        long blocks = Math.min((long) multiprocessors * (threads / BLOCK), (elements + BLOCK - 1) / BLOCK);
        return blocks * BLOCK;
    }

    @Override
    public String toString() {
        return multiprocessors + "x" + threads;
    }
}
