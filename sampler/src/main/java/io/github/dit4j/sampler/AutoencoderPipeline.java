package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.vae.AutoencoderKL;
import io.github.dit4j.layers.vae.LatentDistribution;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * An autoencoder on a device: latents to images and back, image by image. Not for use by two threads at once.
 *
 * <pre>{@code
 * try (var vae = AutoencoderPipeline.load(Path.of("sd-vae-ft-mse")).on("auto")) {
 *     TensorData images = vae.decode(latents, 0.18215);
 * }
 * }</pre>
 */
public final class AutoencoderPipeline implements AutoCloseable {
    /** Latents along a side of what is decoded whole where there is memory enough: 1024 pixels of Stable Diffusion's. */
    public static final int LARGEST_WHOLE = DecoderMemory.LARGEST_WHOLE;

    private final Autoencoder autoencoder;
    private final Engine engine;
    private OptionalInt tileSide = OptionalInt.empty();
    private Consumer<TilePlan> listener = _ -> {
    };
    private Optional<Prepared> last = Optional.empty();

    private record Prepared(Program program, Executor executor) {
    }

    /** Takes over the autoencoder: closing the pipeline closes it. */
    AutoencoderPipeline(Autoencoder autoencoder, Device device) {
        this.autoencoder = autoencoder;
        engine = device.open(autoencoder.loaded().weights());
    }

    /** See {@link Autoencoder#load}. */
    public static Autoencoder load(Path path) {
        return Autoencoder.load(path);
    }

    /**
     * Decodes in tiles of this size, whatever the memory.
     *
     * @param latents along a side, at most; as many as an image has for no tiles
     * @return this pipeline
     * @throws IllegalArgumentException if they are too small to overlap
     */
    public AutoencoderPipeline tiles(int latents) {
        TilePlan.of(latents, latents, latents);
        tileSide = OptionalInt.of(latents);
        return this;
    }

    /**
     * Tells someone how images are decoded, each time before a batch of them is.
     *
     * @return this pipeline
     */
    public AutoencoderPipeline onDecode(Consumer<TilePlan> told) {
        listener = told;
        return this;
    }

    /** The autoencoder. */
    public Autoencoder autoencoder() {
        return autoencoder;
    }

    /** The device that runs. */
    public Device device() {
        return engine.device();
    }

    /**
     * How latents of these extents will be decoded: whole, or in tiles where they are large or memory is short.
     *
     * @throws IllegalArgumentException if there is not enough memory even for a small tile
     */
    public TilePlan plan(int height, int width) {
        return tileSide.isPresent()
                ? TilePlan.of(height, width, tileSide.getAsInt())
                : DecoderMemory.plan(autoencoder.network(), height, width, device());
    }

    /**
     * The shape of decoded images.
     *
     * @param latents of which they are
     */
    public Shape images(Shape latents) {
        int factor = autoencoder.network().factor();
        return Shape.of(latents.dim(0), autoencoder.config().outChannels(), factor * latents.dim(2), factor * latents.dim(3));
    }

    /**
     * Decodes latents, in tiles where {@link #plan} has it so.
     *
     * @param latents {@code [images, channels, height, width]}, as a network draws them
     * @param scale what they are divided by, see {@link LatentScale}
     * @return {@code [images, outChannels, factor · height, factor · width]}, about from −1 to 1; the channels are those of
     *     the configuration, usually 3, and the {@linkplain AutoencoderKL#factor factor} is usually 8
     * @throws IllegalArgumentException if the latents do not fit the autoencoder, or there is not enough memory
     */
    public TensorData decode(TensorData latents, double scale) {
        requireLatents(latents.shape());
        return decode(latents, scale, plan(latents.shape().dim(2), latents.shape().dim(3)));
    }

    /**
     * Decodes latents. Tiles are decoded each for itself, so that normalisation and attention see no more than a tile:
     * large tiles are closer to the whole.
     *
     * @param plan how they are cut
     * @throws IllegalArgumentException if the latents do not fit the autoencoder
     */
    public TensorData decode(TensorData latents, double scale, TilePlan plan) {
        autoencoder.loaded().requireDecoder();
        requireLatents(latents.shape());
        listener.accept(plan);
        AutoencoderKL network = autoencoder.network();
        int height = latents.shape().dim(2);
        int width = latents.shape().dim(3);
        Prepared prepared = prepare(network.decoder(1, plan.tileHeight(), plan.tileWidth()));
        int size = latents.shape().size() / latents.shape().dim(0);
        int channels = autoencoder.config().outChannels();
        Shape shape = images(latents.shape());
        var images = new float[shape.size()];
        for (int image = 0; image < shape.dim(0); image++) {
            var values = new float[size];
            latents.copyTo((long) image * size, values, 0, size);
            for (int i = 0; i < size; i++) {
                values[i] = (float) (values[i] / scale);
            }
            float[] decoded = plan.isWhole()
                    ? run(prepared, values)
                    : inTiles(prepared, values, latents.shape(), plan, channels);
            System.arraycopy(decoded, 0, images, image * decoded.length, decoded.length);
        }
        return TensorData.of(shape, images);
    }

    private float[] inTiles(Prepared prepared, float[] values, Shape latents, TilePlan plan, int channels) {
        var blend = new TileBlend(plan, channels, autoencoder.network().factor());
        for (int row = 0; row < plan.tops().size(); row++) {
            for (int column = 0; column < plan.lefts().size(); column++) {
                blend.add(row, column, run(prepared,
                        tile(values, latents, plan, plan.tops().get(row), plan.lefts().get(column))));
            }
        }
        return blend.image();
    }

    private static float[] tile(float[] values, Shape latents, TilePlan plan, int top, int left) {
        var tile = new float[latents.dim(1) * plan.tileHeight() * plan.tileWidth()];
        for (int row = 0; row < latents.dim(1) * plan.tileHeight(); row++) {
            int channel = row / plan.tileHeight();
            int y = top + row % plan.tileHeight();
            System.arraycopy(values, (channel * latents.dim(2) + y) * latents.dim(3) + left,
                    tile, row * plan.tileWidth(), plan.tileWidth());
        }
        return tile;
    }

    /**
     * Encodes images.
     *
     * @param images {@code [images, inChannels, height, width]}, from −1 to 1; the {@linkplain AutoencoderKL#factor factor}
     *     divides height and width
     * @return how their latents are distributed, before they are scaled
     * @throws IllegalArgumentException if the images do not fit the autoencoder
     */
    public LatentDistribution encode(TensorData images) {
        autoencoder.loaded().requireEncoder();
        Shape shape = images.shape();
        int channels = autoencoder.config().inChannels();
        if (shape.rank() != 4 || shape.dim(1) != channels) {
            throw new IllegalArgumentException("images " + shape + " are not [n, " + channels + ", height, width]");
        }
        Prepared prepared = prepare(autoencoder.network().encoder(1, shape.dim(2), shape.dim(3)));
        Shape one = prepared.program.output(AutoencoderKL.MOMENTS).shape();
        var moments = new float[shape.dim(0) * one.size()];
        int size = shape.size() / shape.dim(0);
        for (int image = 0; image < shape.dim(0); image++) {
            var values = new float[size];
            images.copyTo((long) image * size, values, 0, size);
            System.arraycopy(run(prepared, values), 0, moments, image * one.size(), one.size());
        }
        return LatentDistribution.of(TensorData.of(one.with(0, shape.dim(0)), moments));
    }

    private void requireLatents(Shape shape) {
        int channels = autoencoder.config().embedDim();
        if (shape.rank() != 4 || shape.dim(1) != channels) {
            throw new IllegalArgumentException("latents " + shape + " are not for the autoencoder " + autoencoder.name()
                    + ", which decodes [n, " + channels + ", height, width]");
        }
    }

    /** The program, unless it is the one that ran last. */
    private Prepared prepare(Program program) {
        if (last.isEmpty() || !last.get().program.equals(program)) {
            last.ifPresent(prepared -> prepared.executor.close());
            last = Optional.empty();
            last = Optional.of(new Prepared(program, engine.prepare(program)));
        }
        return last.get();
    }

    private static float[] run(Prepared prepared, float[] input) {
        prepared.executor.write(prepared.program.inputs().getFirst(), input);
        prepared.executor.run();
        return prepared.executor.read(prepared.program.outputs().getFirst());
    }

    @Override
    public void close() {
        try (autoencoder; engine) {
            last.ifPresent(prepared -> prepared.executor.close());
        }
    }
}
