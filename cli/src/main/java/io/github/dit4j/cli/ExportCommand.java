package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.onnx.OnnxFile;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.sampler.DiffusionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dit4j export}. */
@Command(
        name = "export",
        header = "Write a network for another program.%n",
        description = {
            "One evaluation of the network as an ONNX model (operator set 20), in single precision, for a fixed batch: inputs"
                    + " x [n, channels, height, width], t [n] and, if the network wants one, y [n] or context [n, tokens,"
                    + " width]; output output. Beyond 2 GB the weights are in a second file beside it, FILE.data."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j export --onnx digits-dit -o digits.onnx",
            "  dit4j export --onnx dit-xl-2.safetensors --batch 2 -o dit-xl-2.onnx"
        })
final class ExportCommand implements Callable<Integer> {
    private static final int LARGEST_BATCH = 100_000;

    private final Terminal terminal;
    private final ModelCatalogue catalogue;
    private final Globals globals;

    @Spec
    private CommandSpec spec;

    @Option(names = "--onnx", required = true, description = "As ONNX, the only format so far.")
    private boolean onnx;

    @Parameters(paramLabel = "NAME|FILE", description = "A model of this program (see dit4j models) or a checkpoint.")
    private String model;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write it.")
    private Path output;

    @Option(
            names = {"-b", "--batch"},
            paramLabel = "N",
            defaultValue = "1",
            description = "For how many images at once. Default: ${DEFAULT-VALUE}.")
    private int batch;

    ExportCommand(Terminal terminal, ModelCatalogue catalogue, Globals globals) {
        this.terminal = terminal;
        this.catalogue = catalogue;
        this.globals = globals;
    }

    @Override
    public Integer call() throws IOException {
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new ParameterException(spec.commandLine(), "--batch " + batch + ": give 1 to " + LARGEST_BATCH);
        }
        try (DiffusionModel opened = catalogue.open(model, config.hints())) {
            for (Path written : OnnxFile.files(output)) {
                OutputFile.requireOther(spec, written, () -> opened.files().stream());
            }
            ReplacedFile.requireWritable(output);
            Program program = opened.network().forward(batch);
            List<Path> files = OnnxFile.write(output, program, opened.weights());
            terminal.out().println(globals.quiet() ? output.toString() : summary(program, files));
        }
        return ExitCode.OK;
    }

    private static String summary(Program program, List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return files.stream().map(Path::toString).collect(Collectors.joining(" and ")) + ": "
                + program.inputs().stream().map(Tensor::toString).collect(Collectors.joining(", ")) + " to "
                + program.outputs().getFirst() + String.format(Locale.ROOT, ", %.1f MB", bytes / 1e6);
    }
}
