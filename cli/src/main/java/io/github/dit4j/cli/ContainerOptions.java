package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.checkpoint.ShardedWriter;
import io.github.dit4j.engine.checkpoint.TorchWriter;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** In which format a checkpoint is written. */
final class ContainerOptions {
    /** What {@link ShardedWriter} puts behind a name: for a shard, or for the index. */
    private static final String SHARDS = "(-\\d+-of-\\d+\\.safetensors|\\.safetensors\\.index\\.json)";

    enum Format { SAFETENSORS, TORCH, DIFFUSERS }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--format",
            description = "Format: safetensors; torch, as torch.save writes a state_dict; or diffusers, a folder of that"
                    + " library (synth only). Without it, the ending of the output tells: .safetensors; .pt, .pth, .ckpt or"
                    + " .bin for torch.")
    private Format format;

    @Option(
            names = "--shard-size",
            paramLabel = "SIZE",
            converter = MemorySize.Converter.class,
            description = "Write several safetensors files of at most this size, as in 2GB, and an index beside them.")
    private MemorySize shard;

    /**
     * The format that is asked for or that the ending of the output tells.
     *
     * @throws ParameterException if neither tells it, or they contradict each other: readers go by the ending, too
     */
    Format format(Path output) {
        String name = output.toString().toLowerCase(Locale.ROOT);
        Optional<Format> ending = OutputFile.isTensors(output) ? Optional.of(Format.SAFETENSORS)
                : name.matches(".*\\.(pt|pth|ckpt|bin)") ? Optional.of(Format.TORCH) : Optional.empty();
        if (format != null && ending.isPresent() && format != ending.get()) {
            throw new ParameterException(spec.commandLine(), "--format " + word(format) + ": -o " + output
                    + " has the ending of " + word(ending.get()) + "; give it another, or leave --format out");
        }
        return Optional.ofNullable(format).or(() -> ending).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "-o " + output + ": checkpoints are written as safetensors or torch; name it .safetensors or .pt, or give"
                        + " --format"));
    }

    private static String word(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds out whether a checkpoint can be written, before the work that it takes.
     *
     * @param read the files that are read for it, none of which may be written over
     * @throws IOException if not; the message names the file and the reason
     */
    void requireWritable(Path output, Format format, List<Path> read) throws IOException {
        if (format == Format.TORCH && shard != null) {
            throw new ParameterException(spec.commandLine(),
                    "--shard-size: files of torch are not sharded; leave it out, or write safetensors");
        }
        if (format == Format.DIFFUSERS) {
            DiffusersFolder.requireFree(output);
        } else {
            for (Path written : written(output)) {
                OutputFile.requireOther(spec, written, read::stream);
            }
            ReplacedFile.requireWritable(output);
        }
    }

    /** The files that may be replaced: of shards, which are as many as it takes, all that there are by their names. */
    private List<Path> written(Path output) throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        if (shard == null || folder == null || !Files.isDirectory(folder)) {
            return List.of(output);
        }
        String name = output.getFileName().toString();
        String stem = name.endsWith(OutputFile.TENSORS) ? name.substring(0, name.length() - OutputFile.TENSORS.length()) : name;
        Pattern shards = Pattern.compile(Pattern.quote(stem) + SHARDS);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> shards.matcher(file.getFileName().toString()).matches()).toList();
        }
    }

    /**
     * Writes one file, or shards and their index.
     *
     * @param metadata what is said beside the tensors; files of torch have no place for it
     * @param dtypes the type of each tensor in the file
     * @return what can be read again: the file, or the index
     */
    Path write(Path output, Format format, Map<String, String> metadata, Weights weights, Function<String, DType> dtypes) {
        if (format == Format.TORCH) {
            TorchWriter.write(output, weights, dtypes);
            return output;
        }
        if (shard != null) {
            return ShardedWriter.write(output, metadata, weights, dtypes, shard.bytes());
        }
        SafetensorsWriter.write(output, metadata, weights, dtypes);
        return output;
    }
}
