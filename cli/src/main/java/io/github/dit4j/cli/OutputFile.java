package io.github.dit4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a command writes, to be checked before it does anything else. */
final class OutputFile {
    private OutputFile() {}

    /**
     * Refuses a file that the command also reads, which would be lost, and is mapped while the output is written.
     *
     * @param read the files that are read; asked for only if there is something that could be lost
     * @throws ParameterException if it is one of them, under whatever name
     */
    static void requireOther(CommandSpec spec, Path output, Supplier<Stream<Path>> read) throws IOException {
        if (!Files.isRegularFile(output)) {
            return;
        }
        for (Path file : read.get().toList()) {
            if (Files.exists(file) && Files.isSameFile(file, output)) {
                throw new ParameterException(spec.commandLine(),
                        output + " is read by this command and would be lost; give another file to write to");
            }
        }
    }
}
