package io.github.dit4j.engine.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What is known of the processor beside what Java says of it. */
final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");
    private static final String WINDOWS = "PROCESSOR_IDENTIFIER";
    private static final String AMD = "AuthenticAMD";
    private static final boolean IS_AMD = identifier().filter(text -> text.contains(AMD)).isPresent();

    private Processor() {}

    /**
     * Whether vectors are added by units beside those for multiply-adds, as in all processors of AMD's since Zen. In Intel's and
     * ARM's the same units do both, at least for the longest vectors. Unknown is no.
     */
    static boolean hasUnitsForAdditions() {
        return IS_AMD;
    }

    private static Optional<String> identifier() {
        try (Stream<String> lines = Files.lines(LINUX)) {
            return lines.filter(line -> line.startsWith("vendor_id")).findFirst();
        } catch (IOException notLinux) {
            return Optional.ofNullable(System.getenv(WINDOWS));
        }
    }
}
