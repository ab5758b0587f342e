package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.sampler.noise.CudaCard;
import io.github.dit4j.sampler.noise.GivenNoise;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.noise.PhiloxNoise;
import io.github.dit4j.sampler.noise.SharedNoise;
import io.github.dit4j.sampler.noise.SlerpNoise;
import io.github.dit4j.sampler.noise.TorchCpuNoise;
import io.github.dit4j.sampler.noise.TorchCudaNoise;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where noise comes from. */
final class NoiseFlags {
    private static final long USUAL_SEED = 0;

    private enum Generator {
        PHILOX("philox"),
        TORCH_CPU("torch-cpu"),
        TORCH_CUDA("torch-cuda");

        private final String id;

        Generator(String id) {
            this.id = id;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static final class Generators implements ITypeConverter<Generator> {
        @Override
        public Generator convert(String text) {
            for (Generator generator : Generator.values()) {
                if (generator.id.equalsIgnoreCase(text)) {
                    return generator;
                }
            }
            throw new TypeConversionException("expected philox, torch-cpu or torch-cuda, not " + text);
        }
    }

    static final class Cards implements ITypeConverter<CudaCard> {
        @Override
        public CudaCard convert(String text) {
            try {
                return CudaCard.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides the noise. Model, seed and settings give the same images on every device. Default: "
                    + USUAL_SEED + ".")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--to-seed",
            paramLabel = "N",
            description = "Draw images on the way from the noise of --seed to that of this seed, at even steps on the"
                    + " sphere (slerp; arXiv 2010.02502, appendix D.5). -n says how many.")
    private Optional<Long> toSeed = Optional.empty();

    @Option(names = "--same-noise", description = "All images get the noise of the first, to compare what else differs.")
    private boolean same;

    @Option(
            names = "--rng",
            paramLabel = "NAME",
            converter = Generators.class,
            description = "What makes noise of the seed: philox, where each image has its own noise however many there"
                    + " are; torch-cpu or torch-cuda, the noise that torch.manual_seed gives a published script that draws as"
                    + " many images at once (mt19937, or Philox in the order of a card's threads). Default: philox.")
    private Optional<Generator> generator = Optional.empty();

    @Option(
            names = "--rng-card",
            paramLabel = "CARD",
            converter = Cards.class,
            description = "The card that torch-cuda imitates, which matters to large tensors: a name such as t4, a100 or"
                    + " h100, or MULTIPROCESSORSxTHREADS, as in 108x2048. Default: a100.")
    private Optional<CudaCard> card = Optional.empty();

    @Option(
            names = "--noise",
            paramLabel = "FILE",
            description = "Take the noise from a safetensors file: z [n, channels, height, width] to start from and, for"
                    + " samplers that draw, noise [steps, n, channels, height, width].")
    private Optional<Path> file = Optional.empty();

    /** Where the noise comes from, for the name of the picture. */
    String name() {
        return file.isPresent() ? "noise" : "seed" + seed.orElse(USUAL_SEED);
    }

    /** Whether images are wanted on the way from one seed to another. */
    boolean isPath() {
        return toSeed.isPresent();
    }

    /** The file that the noise is read from; to be closed after sampling. */
    Optional<Checkpoint> open() {
        return file.map(Checkpoint::open);
    }

    /** The files that the noise is read from: several, if an index of them is named. */
    List<Path> files() {
        return file.map(path -> {
            try (Checkpoint opened = Checkpoint.open(path)) {
                return opened.files();
            }
        }).orElse(List.of());
    }

    /**
     * The noise that was asked for.
     *
     * @param opened as {@link #open} gave it
     * @param sharing whether all images need the same noise for another reason
     * @throws IllegalArgumentException if the options contradict each other
     */
    NoiseSource source(Optional<Checkpoint> opened, boolean sharing) {
        refuse(file.isPresent() && generator.isPresent(), "--rng does not go with --noise: the file is the noise");
        refuse(file.isPresent() && seed.isPresent(), "--seed does not go with --noise: the file is the noise");
        refuse(file.isPresent() && toSeed.isPresent(), "--to-seed does not go with --noise: the file has no seed");
        refuse(card.isPresent() && generator.filter(Generator.TORCH_CUDA::equals).isEmpty(),
                "--rng-card goes with --rng torch-cuda only");
        refuse(same && toSeed.isPresent(), "--same-noise does not go with --to-seed: one or the other");
        NoiseSource first = opened.<NoiseSource>map(NoiseFlags::given).orElseGet(() -> seeded(seed.orElse(USUAL_SEED)));
        if (toSeed.isPresent()) {
            return new SlerpNoise(first, seeded(toSeed.get()));
        }
        return same || sharing ? new SharedNoise(first) : first;
    }

    private static void refuse(boolean contradiction, String reason) {
        if (contradiction) {
            throw new IllegalArgumentException(reason);
        }
    }

    private NoiseSource seeded(long number) {
        return switch (generator.orElse(Generator.PHILOX)) {
            case PHILOX -> new PhiloxNoise(number);
            case TORCH_CPU -> new TorchCpuNoise(number);
            case TORCH_CUDA -> new TorchCudaNoise(number, card.orElse(CudaCard.A100));
        };
    }

    private static GivenNoise given(Checkpoint opened) {
        if (!opened.names().contains("z")) {
            throw new CheckpointException(
                    opened.origin(), "has no tensor z [n, channels, height, width] to start from");
        }
        Optional<TensorData> draws =
                opened.names().contains("noise") ? Optional.of(TensorFile.finite(opened, "noise")) : Optional.empty();
        return new GivenNoise(TensorFile.finite(opened, "z"), draws);
    }
}
