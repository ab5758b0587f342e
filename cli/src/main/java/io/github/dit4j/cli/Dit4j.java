package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.DeviceSelector;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
        System.exit(run(Terminal.ofProcess(), Devices::installed, args));
    }

    /**
     * Runs a command.
     *
     * @param devices asked for only by commands that need one
     * @return the exit code
     */
    static int run(Terminal terminal, Supplier<DeviceSelector> devices, String... args) {
        var root = new Dit4j();
        var errors = new ErrorReport(terminal, root.globals);
        var catalogue = new ModelCatalogue();
        var command = new CommandLine(root)
                .addSubcommand(new SampleCommand(terminal, devices, catalogue, root.globals))
                .addSubcommand(new ModelsCommand(terminal, catalogue))
                .addSubcommand(new DevicesCommand(terminal, devices))
                .addSubcommand(new InspectCommand(terminal, catalogue))
                .addSubcommand(new ForwardCommand(terminal, devices, catalogue, root.globals))
                .addSubcommand(new SynthCommand(terminal, root.globals))
                .addSubcommand(new BenchCommand(terminal, devices, catalogue, root.globals))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 100))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors);
        try {
            return command.execute(args);
        } catch (OutOfMemoryError tooLarge) {
            return errors.report(tooLarge);
        } finally {
            terminal.out().flush();
            terminal.err().flush();
        }
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
