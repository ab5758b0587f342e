package io.github.dit4j.cli;

import io.github.dit4j.cli.ContainerOptions.Format;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.ModelLoader;
import io.github.dit4j.layers.NetworkConfig;
import io.github.dit4j.layers.clip.ClipTextLoader;
import io.github.dit4j.layers.vae.AutoencoderLoader;
import io.github.dit4j.layers.vae.LoadedAutoencoder;
import io.github.dit4j.sampler.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
        header = "Write a checkpoint as safetensors, or as a file of PyTorch.%n",
        description = {
            "From any checkpoint that dit4j reads: safetensors, files of PyTorch, folders of diffusers. A network that"
                    + " dit4j knows gets the published names and its configuration; of any other checkpoint, the tensors"
                    + " keep their names. Tensors are read and written one by one."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j convert DiT-XL-2-256x256.pt --dtype f16 -o dit-xl-2.safetensors",
            "  dit4j convert DiT-XL-2-256/ --time-frequencies published -o dit-xl.safetensors"
        })
final class ConvertCommand implements Callable<Integer> {
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
            description = "Where to write it: a .safetensors file, or .pt.")
    private Path output;

    @Option(
            names = "--dtype",
            defaultValue = "F32",
            description = "Element type: ${COMPLETION-CANDIDATES}; values are rounded to the nearest. Default:"
                    + " ${DEFAULT-VALUE}.")
    private ElementType element;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final ContainerOptions container = new ContainerOptions();

    ConvertCommand(Terminal terminal, ModelCatalogue catalogue, Globals globals) {
        this.terminal = terminal;
        this.catalogue = catalogue;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException {
        Format format = container.format(output);
        if (format == Format.DIFFUSERS) {
            throw new ParameterException(spec.commandLine(),
                    "--format diffusers: convert writes safetensors or torch; only synth writes folders of diffusers");
        }
        try (Checkpoint checkpoint = catalogue.checkpoint(source)) {
            container.requireWritable(output, format, checkpoint.files());
            Written written = write(checkpoint, format);
            terminal.out().println(globals.quiet() ? written.path().toString() : Terminal.printable(written.path() + ": "
                    + written.what() + " as " + element + String.format(Locale.ROOT, ", %.1f MB", written.bytes() / 1e6)));
        }
        return ExitCode.OK;
    }

    /**
     * What was written.
     *
     * @param path the file, or the index of shards
     * @param bytes of the tensors
     */
    private record Written(Path path, String what, long bytes) {}

    private Written write(Checkpoint checkpoint, Format format) throws IOException {
        ModelHints said = config.hints();
        ModelHints hints = ModelHints.of(checkpoint).and(said);
        try {
            if (AutoencoderLoader.recognises(checkpoint)) {
                LoadedAutoencoder loaded = AutoencoderLoader.load(checkpoint, hints);
                String json = loaded.autoencoder().config().toJson();
                return write(checkpoint, format, "autoencoder", loaded.weights(), json);
            }
            if (ClipTextLoader.recognises(checkpoint)) {
                ClipTextLoader.Loaded loaded = ClipTextLoader.load(checkpoint, hints);
                return write(checkpoint, format, "text encoder of CLIP", loaded.weights(), loaded.encoder().config().toJson());
            }
            LoadedModel loaded = ModelLoader.load(checkpoint, hints);
            NetworkConfig found = loaded.transformer().config();
            return write(checkpoint, format, loaded.transformer().family(), loaded.weights(), found.toJson());
        } catch (ModelException unknown) {
            if (!said.sources().isEmpty()) { // whoever says what network it is does not want other tensors
                throw new ModelException(checkpoint.origin() + ": " + unknown.getMessage());
            }
            String what = checkpoint.names().size() + " tensors with their own names (no network that dit4j runs: "
                    + unknown.getMessage() + ")";
            return write(format, what, checkpoint.metadata(), checkpoint,
                    name -> checkpoint.dtype(name).isFloat() ? element.dtype() : checkpoint.dtype(name));
        }
    }

    private Written write(Checkpoint checkpoint, Format format, String family, Weights weights, String json) {
        var metadata = new LinkedHashMap<>(checkpoint.metadata());
        metadata.putIfAbsent("format", "pt");   // without it the transformers library refuses a file
        metadata.put("config", json);
        ModelCard.json(checkpoint).ifPresent(card -> metadata.put(ModelCard.KEY, card));
        long parameters = weights.names().stream().mapToLong(name -> weights.shape(name).elements()).sum();
        String what = family + " with " + ModelsCommand.millions(parameters) + " parameters";
        return write(format, what, metadata, weights, _ -> element.dtype());
    }

    private Written write(
            Format format, String what, Map<String, String> metadata, Weights weights, Function<String, DType> dtypes) {
        long bytes = weights.names().stream()
                .mapToLong(name -> weights.shape(name).elements() * dtypes.apply(name).bytes()).sum();
        return new Written(container.write(output, format, metadata, weights, dtypes), what, bytes);
    }
}
