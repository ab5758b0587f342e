package io.github.dit4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a command writes, to be checked before it does anything else. */
final class OutputFile {
    static final String PNG = ".png";
    static final String TENSORS = ".safetensors";

    private OutputFile() {}

    /**
     * Refuses a name whose ending tells another format than the file will have. A name may have no ending.
     *
     * @param endings of the formats that the command writes
     * @throws ParameterException if it has none of them
     */
    static void requireEnding(CommandSpec spec, String option, Path output, String... endings) {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        if (name.contains(".") && Stream.of(endings).noneMatch(name::endsWith)) {
            throw new ParameterException(spec.commandLine(),
                    option + " " + output + ": name it " + String.join(" or ", endings) + ", which is what is written");
        }
    }

    /** Whether a name tells that tensors are to be written. */
    static boolean isTensors(Path output) {
        return output.toString().toLowerCase(Locale.ROOT).endsWith(TENSORS);
    }

    /** Whether two names are of one file, which need not be there yet. */
    static boolean isSame(Path one, Path other) throws IOException {
        return real(one).equals(real(other))
                || Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    }

    private static Path real(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        return folder != null && Files.isDirectory(folder)
                ? folder.toRealPath().resolve(file.getFileName())
                : file.toAbsolutePath().normalize();
    }

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
