package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.TextEncoder;
import io.github.dit4j.sampler.TextFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a text-to-image model is told. */
final class TextOptions {
    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "What a text-to-image model is to draw. Given several times, the images take the texts in turn.")
    private List<String> prompts = new ArrayList<>();

    @Option(
            names = "--text-encoder",
            paramLabel = "FILE|DIR",
            description = "CLIP's text encoder (ViT-L/14 for the published U-ViT), which turns texts into what the model"
                    + " understands: a checkpoint of openai/CLIP or of the transformers library, or a folder with one.")
    private Optional<Path> encoder = Optional.empty();

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE|DIR",
            description = "The text encoder's vocabulary: a folder with merges.txt and vocab.json, or"
                    + " bpe_simple_vocab_16e6.txt.gz. Default: what lies beside the text encoder.")
    private Optional<Path> tokenizer = Optional.empty();

    /**
     * The texts without their features: enough to plan a run. None if there are no texts.
     *
     * @throws IllegalArgumentException if the model or the other options do not go with the texts
     */
    Optional<TextFeatures> unread(DiffusionModel model) {
        if (model.network().conditioning() instanceof Conditioning.Text(int tokens, int width)) {
            if (prompts.isEmpty()) {
                throw new IllegalArgumentException(model.card().name() + " draws from text; say what (--prompt TEXT)");
            }
            if (encoder.isEmpty()) {
                throw new IllegalArgumentException(
                        "--prompt needs CLIP's text encoder; name its file or folder (--text-encoder FILE|DIR)");
            }
            return Optional.of(TextFeatures.unread(prompts, tokens, width));
        }
        refuse(!prompts.isEmpty(), "--prompt", model);
        refuse(encoder.isPresent(), "--text-encoder", model);
        refuse(tokenizer.isPresent(), "--tokenizer", model);
        return Optional.empty();
    }

    private static void refuse(boolean given, String option, DiffusionModel model) {
        if (given) {
            throw new IllegalArgumentException(option + ": " + model.card().name() + " does not draw from text");
        }
    }

    /** What the text encoder runs, if there are texts. */
    List<Program> programs() {
        return ofEncoder(opened -> Stream.of(opened.program()));
    }

    /** The files of the text encoder and its tokenizer, if there are texts. */
    List<Path> files() {
        return ofEncoder(opened -> Stream.concat(opened.files().stream(), tokenizer.stream()));
    }

    private <T> List<T> ofEncoder(Function<TextEncoder, Stream<T>> wanted) {
        if (prompts.isEmpty() || encoder.isEmpty()) {
            return List.of();
        }
        try (TextEncoder opened = TextEncoder.load(encoder.get(), tokenizer)) {
            return wanted.apply(opened).toList();
        }
    }

    /**
     * The features of the texts.
     *
     * @param device where the text encoder runs; it is gone from there when this returns
     * @param said where it is said that a text is cut off
     */
    TextFeatures features(Device device, Terminal said) {
        try (TextEncoder opened = TextEncoder.load(encoder.orElseThrow(), tokenizer)) {
            for (String prompt : prompts) {
                if (opened.tooLong(prompt) > 0) {
                    said.err().println("the last " + opened.tooLong(prompt) + " tokens of \"" + prompt + "\" are cut off; the"
                            + " text encoder takes " + (opened.config().positions() - 2));
                }
            }
            return opened.encode(device, prompts);
        }
    }
}
