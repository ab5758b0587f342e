package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.tornado.TornadoSetup;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code dit4j}: draws images with diffusion transformers, and looks into their files. */
@Command(
        name = "dit4j",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        header = "Draws images with diffusion transformers (DiT, U-ViT), on the processor or on any device that"
                + " TornadoVM reaches.%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j sample                           ten digits, one of each",
            "  dit4j sample --class 7 -n 4            four sevens",
            "  dit4j sample --class 3 --seed 42 -o three.png",
            "  dit4j inspect three.png                how it was made",
            "",
            "dit4j COMMAND --help tells more about a command."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it did not work out: a file, a model, the machine",
            "2:the command line makes no sense",
            "3:the device is not there"
        })
public final class Dit4j implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final Globals globals = new Globals();

    private Dit4j() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        EarlyCompilation.begin(args);
        Terminal terminal = Terminal.ofProcess();
        var root = new Dit4j();
        Optional<TornadoStart> start = ChildJvm.isOne()
                ? Optional.empty()
                : Optional.of(new TornadoStart(terminal, root.globals, Dit4j::setup,
                        options -> ChildJvm.run(options, args)));
        System.exit(root.run(terminal, start, Devices::installed, args));
    }

    /**
     * Runs a command in this process.
     *
     * @param devices asked for only by commands that need one
     * @return the exit code
     */
    static int run(Terminal terminal, Supplier<DeviceSelector> devices, String... args) {
        var root = new Dit4j();
        return root.run(terminal, Optional.empty(), devices, args);
    }

    private int run(Terminal terminal, Optional<TornadoStart> start, Supplier<DeviceSelector> devices, String... args) {
        var errors = new ErrorReport(terminal, globals);
        Map<String, Supplier<Object>> commands = commands(terminal, devices);
        // To look at all of them takes a tenth of a second, which the one that is named first need not wait for.
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        var command = new CommandLine(this);
        commands.forEach((name, made) -> command.addSubcommand(name, made.get()));
        command
                .setOut(terminal.out())
                .setErr(terminal.err())
                .registerConverter(Path.class, Dit4j::path)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 100))
                .setExecutionStrategy(parsed -> execute(parsed, start))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors);
        int exit;
        try {
            exit = command.execute(args);
        } catch (OutOfMemoryError tooLarge) {
            exit = errors.report(tooLarge);
        }
        try {
            terminal.finish();
            return exit;
        } catch (IOException lost) {
            return errors.report(lost);
        }
    }

    /** All commands by name, in the order of the help, to be made when they are wanted. */
    private Map<String, Supplier<Object>> commands(Terminal terminal, Supplier<DeviceSelector> devices) {
        var catalogue = new ModelCatalogue();
        var firstUse = new FirstUse(
                terminal, globals, FirstUse.folder(System.getenv(), Path.of(System.getProperty("user.home"))));
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("sample", () -> new SampleCommand(terminal, devices, firstUse, catalogue, globals));
        commands.put("models", () -> new ModelsCommand(terminal, catalogue));
        commands.put("devices", () -> new DevicesCommand(terminal, devices, Dit4j::setup));
        commands.put("doctor", () -> new DoctorCommand(terminal, devices, Dit4j::setup));
        commands.put("inspect", () -> new InspectCommand(terminal, catalogue));
        commands.put("convert", () -> new ConvertCommand(terminal, catalogue, globals));
        commands.put("decode", () -> new DecodeCommand(terminal, devices, firstUse, globals));
        commands.put("encode", () -> new EncodeCommand(terminal, devices, firstUse, globals));
        commands.put("forward", () -> new ForwardCommand(terminal, devices, firstUse, catalogue, globals));
        commands.put("synth", () -> new SynthCommand(terminal, globals));
        commands.put("export", () -> new ExportCommand(terminal, catalogue, globals));
        commands.put("bench", () -> new BenchCommand(terminal, devices, firstUse, catalogue, globals));
        return commands;
    }

    /** A name of a file; an empty one would be that of the current folder. */
    private static Path path(String name) {
        if (name.isBlank()) {
            throw new TypeConversionException("the name is empty; give that of a file");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException wrong) {
            throw new TypeConversionException("\"" + name + "\" cannot be the name of a file here: " + wrong.getReason());
        }
    }

    private static TornadoSetup setup() {
        return TornadoSetup.of(System.getenv());
    }

    private static int execute(ParseResult parsed, Optional<TornadoStart> start) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine command = parsed.asCommandLineList().getLast();
        if (start.isPresent() && command.getCommand() instanceof OnDevice wanted) {
            try {
                OptionalInt elsewhere = start.get().run(command, wanted);
                if (elsewhere.isPresent()) {
                    return elsewhere.getAsInt();
                }
            } catch (ParameterException wrong) {
                throw wrong;
            } catch (IOException | RuntimeException failed) {
                throw new ExecutionException(command, "cannot start", failed);
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Without a command. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given; there are " + String.join(", ", spec.subcommands().keySet())
                        + ". Try: dit4j sample");
    }
}
