package io.github.dit4j.cli;

import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.tornado.Backend;
import io.github.dit4j.tornado.LaunchOptions;
import io.github.dit4j.tornado.TornadoEdition;
import io.github.dit4j.tornado.TornadoInstallation;
import io.github.dit4j.tornado.TornadoSetup;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Decides whether a command needs a JVM with TornadoVM in it, which takes many options that cannot be given later, and has
 * it run there. Commands for the processor never get that far, so that they start as fast as without TornadoVM.
 */
final class TornadoStart {

    /** Runs this program once more. */
    @FunctionalInterface
    interface Starter {
        /**
         * Runs it to its end.
         *
         * @return its exit code
         */
        int start(LaunchOptions options) throws IOException;
    }

    private final Terminal terminal;
    private final Globals globals;
    private final Supplier<TornadoSetup> setup;
    private final Starter starter;

    /**
     * Makes one.
     *
     * @param setup looks at what there is of TornadoVM
     */
    TornadoStart(Terminal terminal, Globals globals, Supplier<TornadoSetup> setup, Starter starter) {
        this.terminal = terminal;
        this.globals = globals;
        this.setup = setup;
        this.starter = starter;
    }

    /**
     * Runs a command elsewhere, if it has to run there.
     *
     * @param line the command line that the command comes from
     * @return the exit code; empty if it is to be run here
     * @throws DeviceNotFoundException if a device of TornadoVM is wanted that cannot be reached; the message says what is
     *     missing
     */
    OptionalInt run(CommandLine line, OnDevice command) throws IOException {
        DeviceWish wish = command.wish();
        if (wish instanceof DeviceWish.OfJava) {
            if (command.memoryLimit().isPresent()) {
                throw new ParameterException(line, "--device-memory limits devices of TornadoVM; leave it out for others");
            }
            return OptionalInt.empty();
        }
        if (TornadoEdition.current() instanceof TornadoEdition.Real) {
            return OptionalInt.empty();
        }
        TornadoSetup found = setup.get();
        if (found instanceof TornadoSetup.Ready ready && needs(ready, wish)) {
            return OptionalInt.of(start(ready, command));
        }
        if (!(found instanceof TornadoSetup.Ready)) {
            if (wish instanceof DeviceWish.Of || wish instanceof DeviceWish.Gpu) {
                throw new DeviceNotFoundException("this device needs TornadoVM: " + found.describe()
                        + ". Without it there are cpu, reference and sim");
            }
            // Commands for all devices say so themselves.
            if (found instanceof TornadoSetup.Broken && wish instanceof DeviceWish.Auto) {
                say("no TornadoVM: " + found.describe());
            }
        }
        return OptionalInt.empty();
    }

    /** Whether a wish takes TornadoVM, which is there. */
    private static boolean needs(TornadoSetup.Ready ready, DeviceWish wish) {
        return switch (wish) {
            case DeviceWish.OfJava _ -> false;
            // A processor that TornadoVM drives is slower than cpu: auto would not take it.
            case DeviceWish.Auto _ -> ready.hasAccelerator();
            case DeviceWish.All _, DeviceWish.Gpu _ -> true;
            case DeviceWish.Of(Backend backend) -> {
                if (!ready.backends().contains(backend)) {
                    throw new DeviceNotFoundException(missing(ready, backend));
                }
                yield true;
            }
        };
    }

    private static String missing(TornadoSetup.Ready ready, Backend backend) {
        return Optional.ofNullable(ready.missing().get(backend))
                .map(reason -> "no device of " + backend.id() + ": " + reason)
                .orElseGet(() -> "the TornadoVM SDK in " + ready.installation().home() + " has no backend " + backend.id()
                        + ", only " + ready.installation().backends().stream().map(Backend::id).sorted()
                                .collect(Collectors.joining(", "))
                        + "; set " + TornadoInstallation.HOME_VARIABLE + " to one that has it");
    }

    private int start(TornadoSetup.Ready ready, OnDevice command) throws IOException {
        Optional<MemorySize> limit = command.memoryLimit();
        long bytes = limit.isPresent() ? limit.get().bytes() : LaunchOptions.limitFor(command.deviceBytes());
        var options = new LaunchOptions(ready.installation(), ready.backends(), bytes);
        say(ready.describe() + ", device memory " + options.deviceMemory());
        return starter.start(options);
    }

    private void say(String line) {
        if (!globals.quiet()) {
            terminal.err().println("dit4j: " + line);
            terminal.err().flush();
        }
    }
}
