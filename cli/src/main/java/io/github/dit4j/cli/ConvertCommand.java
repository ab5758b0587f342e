package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.ModelLoader;
import io.github.dit4j.layers.clip.ClipTextLoader;
import io.github.dit4j.layers.vae.AutoencoderLoader;
import io.github.dit4j.layers.vae.LoadedAutoencoder;
import io.github.dit4j.sampler.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dit4j convert}. */
@Command(
        name = "convert",
        header = "Write a checkpoint as safetensors.%n",
        description = {
            "From any checkpoint that dit4j reads: safetensors, files of PyTorch, folders of diffusers. A network that"
                    + " dit4j knows gets the published names and its configuration; of any other checkpoint, the tensors"
                    + " keep their names. Tensors are read and written one by one."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j convert DiT-XL-2-256x256.pt --dtype f16 -o dit-xl-2.safetensors",
            "  dit4j convert DiT-XL-2-256/ --time-frequencies published -o dit-xl-2.safetensors"
        })
final class ConvertCommand implements Callable<Integer> {
    private enum Element {
        F32(DType.F32),
        F16(DType.F16),
        BF16(DType.BF16);

        private final DType dtype;

        Element(DType dtype) {
            this.dtype = dtype;
        }
    }

    private final Terminal terminal;
    private final ModelCatalogue catalogue;
    private final Globals globals;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|FOLDER", description = "A checkpoint, or the name of a model of this program.")
    private String source;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write it: a .safetensors file.")
    private Path output;

    @Option(
            names = "--dtype",
            defaultValue = "F32",
            description = "Element type: ${COMPLETION-CANDIDATES}; values are rounded to the nearest. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Element element;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    ConvertCommand(Terminal terminal, ModelCatalogue catalogue, Globals globals) {
        this.terminal = terminal;
        this.catalogue = catalogue;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException {
        if (!output.toString().endsWith(".safetensors")) {
            throw new ParameterException(spec.commandLine(),
                    "-o " + output + ": checkpoints are written as safetensors; name it .safetensors");
        }
        try (Checkpoint checkpoint = catalogue.checkpoint(source)) {
            requireOtherFile(checkpoint);
            ReplacedFile.requireWritable(output);
            String what = write(checkpoint);
            terminal.out().println(globals.quiet() ? output.toString() : output + ": " + what + " as " + element
                    + String.format(Locale.ROOT, ", %.1f MB", Files.size(output) / 1e6));
        }
        return ExitCode.OK;
    }

    /** The source is mapped while the output is written. */
    private void requireOtherFile(Checkpoint checkpoint) throws IOException {
        if (checkpoint.path().isPresent() && Files.exists(output) && Files.isSameFile(checkpoint.path().get(), output)) {
            throw new ParameterException(spec.commandLine(), "-o " + output + " is the checkpoint that is read");
        }
    }

    /** Says what was written. */
    private String write(Checkpoint checkpoint) throws IOException {
        ModelHints hints = ModelHints.of(checkpoint).and(config.hints());
        try {
            if (AutoencoderLoader.recognises(checkpoint)) {
                LoadedAutoencoder loaded = AutoencoderLoader.load(checkpoint, hints);
                return write(checkpoint, "autoencoder", loaded.weights(), loaded.autoencoder().config().toJson());
            }
            if (ClipTextLoader.recognises(checkpoint)) {
                ClipTextLoader.Loaded loaded = ClipTextLoader.load(checkpoint, hints);
                return write(checkpoint, "text encoder of CLIP", loaded.weights(), loaded.encoder().config().toJson());
            }
            LoadedModel loaded = ModelLoader.load(checkpoint, hints);
            return write(checkpoint, loaded.transformer().family(), loaded.weights(), loaded.transformer().config().toJson());
        } catch (ModelException unknown) {
            SafetensorsWriter.write(output, checkpoint.metadata(), checkpoint,
                    name -> checkpoint.dtype(name).isFloat() ? element.dtype : checkpoint.dtype(name));
            return checkpoint.names().size() + " tensors with their own names (no network that dit4j runs: "
                    + unknown.getMessage() + ")";
        }
    }

    private String write(Checkpoint checkpoint, String family, Weights weights, String json) {
        var metadata = new LinkedHashMap<>(checkpoint.metadata());
        metadata.putIfAbsent("format", "pt");   // without it the transformers library refuses a file
        metadata.put("config", json);
        ModelCard.json(checkpoint).ifPresent(card -> metadata.put(ModelCard.KEY, card));
        SafetensorsWriter.write(output, metadata, weights, element.dtype);
        long parameters = weights.names().stream().mapToLong(name -> weights.shape(name).elements()).sum();
        return family + " with " + ModelsCommand.millions(parameters) + " parameters";
    }
}
