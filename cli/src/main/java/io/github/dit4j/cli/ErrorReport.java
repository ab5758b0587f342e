package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.DeviceNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line and an exit code; the stack trace only comes with {@code --verbose}. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;
    private final Globals globals;

    ErrorReport(Terminal terminal, Globals globals) {
        this.terminal = terminal;
        this.globals = globals;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
        List<String> similar = wrong instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String remedy = similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
        print(oneLine(wrong.getMessage()) + remedy + " (" + name + " --help)", wrong);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return report(failure);
    }

    /** Says what went wrong. */
    int report(Throwable failure) {
        print(line(failure), failure);
        return failure instanceof DeviceNotFoundException ? ExitCode.NO_DEVICE : ExitCode.FAILURE;
    }

    private void print(String line, Throwable failure) {
        terminal.err().println("dit4j: " + line);
        if (globals.verbose()) {
            failure.printStackTrace(terminal.err());
        }
        terminal.err().flush();
    }

    private static String line(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException missing when isPath(missing) -> oneLine(missing.getMessage()) + ": no such file";
            case AccessDeniedException denied when isPath(denied) -> oneLine(denied.getMessage()) + ": no permission";
            case UncheckedIOException wrapped -> oneLine(wrapped.getMessage()) + " (" + line(wrapped.getCause()) + ")";
            case IOException io -> oneLine(io.getMessage());
            case OutOfMemoryError _ -> "not enough memory: " + oneLine(failure.getMessage())
                    + "; try a smaller --batch or model, --dtype bf16, or more memory with DIT4J_JAVA_OPTS=-Xmx8g";
            case IllegalArgumentException wrong -> oneLine(wrong.getMessage());
            case CheckpointException wrong -> oneLine(wrong.getMessage());
            case DeviceNotFoundException missing -> oneLine(missing.getMessage());
            case DeviceException failed -> oneLine(failed.getMessage());
            default -> "this should not happen: " + failure.getClass().getSimpleName() + ": "
                    + oneLine(failure.getMessage()) + "; --verbose shows where";
        };
    }

    private static boolean isPath(Exception failure) {
        return failure.getMessage() != null && !failure.getMessage().contains(": ");
    }

    private static String oneLine(String message) {
        return message == null
                ? "no reason given"
                : Terminal.printable(
                        message.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" ")));
    }
}
