package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.checkpoint.Safetensors;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** A picture to begin with. */
final class PictureFlags {
    private static final double USUAL_STRENGTH = 0.6;
    private static final String LATENTS = "final";

    @Option(
            names = "--init",
            paramLabel = "FILE",
            description = "Begin with this picture: PNG, JPEG, GIF or BMP, of which the square in the middle is brought to"
                    + " the model's size; or a safetensors file with the tensor final, as --latents-out writes it, which models"
                    + " of latents need.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--strength",
            paramLabel = "S",
            description = "How much of the way from noise is made anew, above 0 to 1: the picture gets the noise of that"
                    + " point (SDEdit, arXiv 2108.01073). Default: " + USUAL_STRENGTH + "; with --mask 1.")
    private Optional<Double> strength = Optional.empty();

    @Option(
            names = "--mask",
            paramLabel = "FILE",
            description = "Draw only where this picture is white, and keep --init where it is black: what is kept is put"
                    + " back with the noise of every step (RePaint, arXiv 2201.09865, without resampling).")
    private Optional<Path> mask = Optional.empty();

    /**
     * The picture that was asked for.
     *
     * @param model for which it is
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if the options contradict each other or the model
     */
    Optional<Picture> read(DiffusionTransformer model) throws IOException {
        if (file.isEmpty()) {
            refuse(strength.isPresent(), "--strength");
            refuse(mask.isPresent(), "--mask");
            return Optional.empty();
        }
        int size = model.imageSize();
        TensorData values = isLatents(file.get()) ? latents(file.get()) : pixels(file.get(), model);
        Optional<TensorData> drawn = mask.isPresent()
                ? Optional.of(TensorData.of(Shape.of(1, 1, size, size), scaled(mask.get(), 1, size, 1, 0)))
                : Optional.empty();
        double part = strength.orElse(mask.isPresent() ? 1 : USUAL_STRENGTH);
        return Optional.of(new Picture(file.get().getFileName().toString(), values, part, drawn));
    }

    /** The files that are named. */
    List<Path> files() {
        return Stream.of(file, mask).flatMap(Optional::stream).toList();
    }

    private static void refuse(boolean given, String name) {
        if (given) {
            throw new IllegalArgumentException(name + " needs a picture to begin with; give it with --init FILE");
        }
    }

    private static boolean isLatents(Path path) {
        return path.toString().endsWith(".safetensors");
    }

    private static TensorData pixels(Path path, DiffusionTransformer model) throws IOException {
        if (model.channels() != 1 && model.channels() != 3) {
            throw new IllegalArgumentException("--init " + path + ": this model draws latents of " + model.channels()
                    + " channels, not pixels; give a .safetensors file with the tensor " + LATENTS + " [n, "
                    + model.channels() + ", " + model.imageSize() + ", " + model.imageSize() + "]");
        }
        return TensorData.of(Shape.of(1, model.channels(), model.imageSize(), model.imageSize()),
                scaled(path, model.channels(), model.imageSize(), 2, -1));
    }

    private static float[] scaled(Path path, int channels, int size, double factor, double offset) throws IOException {
        double[] values = PictureFile.read(path, channels, size);
        var scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (Math.clamp(values[i], 0.0, 1.0) * factor + offset);
        }
        return scaled;
    }

    /** Copied, so that the file need not stay open. */
    private static TensorData latents(Path path) {
        try (Checkpoint opened = Safetensors.open(path)) {
            if (!opened.names().contains(LATENTS)) {
                throw new CheckpointException(
                        opened.origin(), "has no tensor " + LATENTS + " [n, channels, height, width] to begin with");
            }
            TensorData latents = TensorFile.finite(opened, LATENTS);
            return TensorData.of(latents.shape(), latents.toFloats());
        }
    }
}
