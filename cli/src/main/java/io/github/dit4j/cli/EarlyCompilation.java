package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import java.util.regex.Pattern;

/**
 * Has the processor's kernels compiled on a second core while the command line and the model are read on the first: a short run
 * spends half of its time waiting for that otherwise.
 */
final class EarlyCompilation {
    // Compiled where it is used: the other commands need no pattern.
    private static final String OF_NO_USE = "\\s(-m|--mo|-h|--h|(-d|--de[a-z-]*+)(?![ =]?cpu\\b))";

    private EarlyCompilation() {}

    /** Begins, if {@link #isOfUse}, there is a second core, and this is not the process for a device of TornadoVM. */
    static void begin(String... args) {
        if (isOfUse(args) && !ChildJvm.isOne() && Runtime.getRuntime().availableProcessors() > 1) {
            Thread.ofPlatform().daemon().name("early compilation").start(Devices::compileEarly);
        }
    }

    /**
     * Whether the default model is about to draw, and no device but the processor is named: found without reading the command line
     * as it should be, which takes longer. Runs of larger models are long enough for the compiler to see by itself what they do.
     */
    static boolean isOfUse(String... args) {
        return args.length > 0 && args[0].equals("sample") && !Pattern.compile(OF_NO_USE).matcher(String.join(" ", args)).find();
    }
}
