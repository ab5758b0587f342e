package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.testing.Goldens;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Runs commands in this process and keeps what they print. */
final class Cli {
    private static final int COLUMNS = 80;

    /**
     * What a command did.
     *
     * @param exit its code
     * @param out what it printed as its result
     * @param err what else it printed
     */
    record Run(int exit, String out, String err) {
        /** The one line of an error. */
        String error() {
            List<String> errors = err.lines().filter(line -> line.startsWith("dit4j: ")).toList();
            if (errors.size() != 1 || !err.endsWith(errors.getFirst() + System.lineSeparator())) {
                throw new AssertionError("not one line of error, at the end: " + err);
            }
            return errors.getFirst();
        }
    }

    private Cli() {}

    static Run run(Object... args) {
        return run(Devices::installed, args);
    }

    static Run run(Supplier<DeviceSelector> devices, Object... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, COLUMNS);
        int exit = Dit4j.run(terminal, devices, Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        return new Run(exit, out.toString(), err.toString());
    }

    /** As {@link #run}, for what has to work out. */
    static Run done(Object... args) {
        Run run = run(args);
        if (run.exit() != ExitCode.OK) {
            throw new AssertionError("exit code " + run.exit() + ": " + run.err());
        }
        return run;
    }

    /** Writes a checkpoint with synthetic weights for the configuration of a golden case. */
    static Path model(Path folder, String golden) {
        try (var source = Goldens.open(golden)) {
            return model(folder, golden, source.metadata().get("config"));
        }
    }

    /** Writes a checkpoint with synthetic weights. */
    static Path model(Path folder, String name, String config) {
        Path json = folder.resolve(name + ".json");
        Path model = folder.resolve(name + ".safetensors");
        try {
            Files.writeString(json, config);
            done("synth", "--config", json, "-o", model);
            Files.delete(json);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return model;
    }

    /** A U-ViT so small that sampling takes no time: grey 8×8 pixels, ten classes and none. */
    static Path tinyModel(Path folder) {
        return model(folder, "tiny", """
                {"img_size": 8, "patch_size": 2, "in_chans": 1, "embed_dim": 32, "depth": 2, "num_heads": 2,
                 "num_classes": 11, "conv": false}""");
    }
}
