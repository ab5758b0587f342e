package io.github.dit4j.cli;

import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.TimeFrequencies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a checkpoint's own metadata may not tell. */
final class ConfigOptions {
    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description = "The published size that the checkpoint has, such as dit-xl-2, where its metadata and the"
                    + " config.json beside it do not tell.")
    private Optional<String> size = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The checkpoint's configuration: JSON with the published names.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--heads", paramLabel = "N", description = "How many attention heads its blocks have.")
    private Optional<Integer> heads = Optional.empty();

    @Option(
            names = "--time-frequencies",
            paramLabel = "WHOSE",
            description = "Compute the features of the timestep as ${COMPLETION-CANDIDATES}. Default: as the checkpoint's"
                    + " publishers, diffusers for a folder of that library, whose frequencies differ a little.")
    private Optional<TimeFrequencies> timeFrequencies = Optional.empty();

    /** All that was said. */
    ModelHints hints() throws IOException {
        ModelHints hints = ModelHints.none();
        if (size.isPresent()) {
            hints = hints.named(size.get());
        }
        if (config.isPresent()) {
            hints = hints.file(config.get());
        }
        if (timeFrequencies.isPresent()) {
            hints = hints.timeFrequencies(timeFrequencies.get());
        }
        return heads.isPresent() ? hints.heads(heads.get()) : hints;
    }
}
