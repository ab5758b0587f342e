package io.github.dit4j.sampler;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.clip.ClipTextConfig;
import io.github.dit4j.layers.clip.ClipTextEncoder;
import io.github.dit4j.layers.clip.ClipTextLoader;
import io.github.dit4j.layers.clip.ClipTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CLIP's text encoder with its tokenizer, not yet on a device.
 *
 * <pre>{@code
 * try (var clip = TextEncoder.load(Path.of("clip-vit-large-patch14"), Optional.empty())) {
 *     TextFeatures text = clip.encode(device, List.of("a green train is coming down the tracks"));
 *     Samples trains = pipeline.sample(SampleRequest.of().text(text).count(4));
 * }
 * }</pre>
 */
public final class TextEncoder implements AutoCloseable {
    private static final String FOLDER = "text_encoder";
    private static final String TOKENIZER = "tokenizer";

    private final Checkpoint checkpoint;
    private final ClipTextLoader.Loaded loaded;
    private final ClipTokenizer tokenizer;

    private TextEncoder(Checkpoint checkpoint, ClipTextLoader.Loaded loaded, ClipTokenizer tokenizer) {
        this.checkpoint = checkpoint;
        this.loaded = loaded;
        this.tokenizer = tokenizer;
        if (tokenizer.vocabulary() > config().vocabulary()) {
            throw new ModelException("the tokenizer has " + tokenizer.vocabulary() + " tokens, but the text encoder "
                    + config().vocabulary() + "; give the one that belongs to it (--tokenizer)");
        }
    }

    /**
     * Opens a text encoder.
     *
     * @param path a checkpoint of openai/CLIP or the transformers library, the folder of one, or the folder of a pipeline
     *     with a folder {@code text_encoder} in it
     * @param vocabulary of the tokenizer, see {@link ClipTokenizer#open}; without it, {@code merges.txt} and
     *     {@code vocab.json} beside the checkpoint or in the pipeline's folder {@code tokenizer}
     * @throws io.github.dit4j.engine.checkpoint.CheckpointException if the checkpoint cannot be read
     * @throws ModelException if it is not a text encoder, or has no tokenizer; the message names the file
     */
    public static TextEncoder load(Path path, Optional<Path> vocabulary) {
        Path inner = path.resolve(FOLDER);
        ClipTokenizer tokenizer = ClipTokenizer.open(vocabulary.or(() -> beside(path)).orElseThrow(() -> new ModelException(
                path + ": there is no merges.txt with it; name the tokenizer's vocabulary (--tokenizer FILE|DIR)")));
        Checkpoint checkpoint = Checkpoint.open(Files.isDirectory(inner) ? inner : path);
        try {
            return new TextEncoder(checkpoint, ClipTextLoader.load(checkpoint, ModelHints.of(checkpoint)), tokenizer);
        } catch (ModelException wrong) {
            checkpoint.close();
            throw new ModelException(checkpoint.origin() + ": " + wrong.getMessage());
        } catch (RuntimeException | Error failure) {
            checkpoint.close();
            throw failure;
        }
    }

    private static Optional<Path> beside(Path path) {
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return List.of(folder, folder.resolve(TOKENIZER), folder.resolveSibling(TOKENIZER)).stream()
                .filter(ClipTokenizer::isIn).findFirst();
    }

    /** Its sizes. */
    public ClipTextConfig config() {
        return loaded.encoder().config();
    }

    /** The files of its checkpoint: they are read until it is closed. */
    public List<Path> files() {
        return checkpoint.files();
    }

    /** What it runs: one text at a time, so that others do not change a text's features. */
    public Program program() {
        return loaded.encoder().forward(1);
    }

    /**
     * Encodes texts and the empty text. The device is given back before this returns.
     *
     * @param texts at least one; what is too long for the network is cut off
     */
    public TextFeatures encode(Device device, List<String> texts) {
        Program program = program();
        try (Engine engine = device.open(loaded.weights());
                Executor executor = engine.prepare(program)) {
            var features = new ArrayList<TensorData>();
            for (String text : texts) {
                features.add(encode(program, executor, text));
            }
            return new TextFeatures(texts, features, encode(program, executor, ""));
        }
    }

    private TensorData encode(Program program, Executor executor, String text) {
        executor.write(program.input("ids"), tokenizer.encode(text, config().positions()));
        executor.run();
        return TensorData.of(Shape.of(config().positions(), config().width()),
                executor.read(program.output(ClipTextEncoder.OUTPUT)));
    }

    /** How many tokens of a text are too many for the network and are cut off; 0 if it fits. */
    public int tooLong(String text) {
        return Math.max(0, tokenizer.encode(text).size() - config().positions());
    }

    /** Gives the file of the weights back. */
    @Override
    public void close() {
        checkpoint.close();
    }
}
