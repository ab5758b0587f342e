package io.github.dit4j.cli;

import io.github.dit4j.cli.ContainerOptions.Format;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.DiffusersForm;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.layers.NetworkConfig;
import io.github.dit4j.layers.SyntheticModel;
import io.github.dit4j.layers.vae.AutoencoderConfig;
import io.github.dit4j.layers.vae.DiffusersAutoencoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dit4j synth}. */
@Command(
        name = "synth",
        header = "Write a checkpoint with synthetic weights.%n",
        description = {
            "The weights follow from the names and shapes of the tensors by a fixed rule, for tests and measurements where"
                    + " the published file cannot be had. What such a model draws is noise."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j synth --model dit-s-2 -o dit-s-2.safetensors",
            "  dit4j synth --model uvit-h-2 -o uvit-h-2.pt",
            "  dit4j synth --model dit-xl-2 --shard-size 1GB -o dit-xl-2.safetensors",
            "  dit4j synth --model dit-xl-2 --format diffusers -o DiT-XL-2-256/",
            "  dit4j forward --model dit-s-2.safetensors -i in.safetensors -o out.safetensors"
        })
final class SynthCommand implements Callable<Integer> {
    private static final String AUTOENCODER = "sd-vae";

    private static final class What {
        @Option(
                names = {"-m", "--model"},
                paramLabel = "SIZE",
                required = true,
                description = "A published size, such as dit-xl-2 or uvit-h-2 (see dit4j models), or sd-vae for the autoencoder"
                        + " of Stable Diffusion.")
        private String size;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                required = true,
                description = "A configuration: JSON with the published names.")
        private Path config;
    }

    private final Terminal terminal;
    private final Globals globals;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write the checkpoint: a file, or for diffusers a folder.")
    private Path output;

    @Option(
            names = "--dtype",
            defaultValue = "F32",
            description = "Element type: ${COMPLETION-CANDIDATES}; values are rounded to the nearest. Default:"
                    + " ${DEFAULT-VALUE}.")
    private ElementType element;

    @Mixin
    private final ContainerOptions container = new ContainerOptions();

    SynthCommand(Terminal terminal, Globals globals) {
        this.terminal = terminal;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException {
        Format format = container.format(output);
        if (AUTOENCODER.equals(what.size)) {
            var config = AutoencoderConfig.stableDiffusion();
            Weights weights = SyntheticWeights.of(config.model().weightShapes());
            container.requireWritable(output, format, List.of());
            if (format == Format.DIFFUSERS) {
                DiffusersForm form = DiffusersAutoencoder.of(config, weights);
                DiffusersFolder.writeModel(output, form, file -> writeForm(file, form));
                say(output, weights, form.weights(), "Stable Diffusion autoencoder");
            } else {
                say(write(format, config.toJson(), weights), weights, weights, "Stable Diffusion autoencoder");
            }
            return ExitCode.OK;
        }
        NetworkConfig config = config();
        Weights weights = SyntheticModel.weights(config);
        container.requireWritable(output, format, Stream.ofNullable(what.config).toList());
        if (format == Format.DIFFUSERS) {
            DiffusersForm form = DiffusersForm.of(config, weights);
            DiffusersFolder.writePipeline(output, form, file -> writeForm(file, form));
            say(output, weights, form.weights(), config.family());
        } else {
            say(write(format, config.toJson(), weights), weights, weights, config.family());
        }
        return ExitCode.OK;
    }

    private void writeForm(Path file, DiffusersForm form) {
        container.write(file, Format.SAFETENSORS, Map.of("format", "pt"), form.weights(), _ -> element.dtype());
    }

    private Path write(Format format, String config, Weights weights) {
        return container.write(output, format, Map.of("config", config), weights, _ -> element.dtype());
    }

    /** A folder of diffusers stores more than the parameters: copies for each block. */
    private void say(Path written, Weights weights, Weights stored, String family) {
        terminal.out().println(globals.quiet() ? written.toString() : written + ": "
                + ModelsCommand.millions(elements(weights)) + " synthetic parameters of a "
                + family + String.format(Locale.ROOT, ", %.1f MB", elements(stored) * element.dtype().bytes() / 1e6));
    }

    private static long elements(Weights weights) {
        return weights.names().stream().mapToLong(name -> weights.shape(name).elements()).sum();
    }

    private NetworkConfig config() {
        if (what.config != null) {
            return NetworkConfig.of(ModelHints.none().file(what.config).sources().getFirst());
        }
        try {
            return NamedModel.of(what.size).config();
        } catch (ModelException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }
}
