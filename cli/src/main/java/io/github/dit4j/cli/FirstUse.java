package io.github.dit4j.cli;

import io.github.dit4j.engine.check.Finding;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.DeviceReport;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.tornado.TornadoEdition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a device of TornadoVM before it is used for the first time: a driver or a release that computes wrong is not seen in
 * a picture until it is looked at. What was checked is remembered in a folder, and forgotten with another driver or version.
 */
final class FirstUse {
    private static final int NAME_LENGTH = 16;

    private final Terminal terminal;
    private final Globals globals;
    private final Path folder;

    /**
     * Makes one.
     *
     * @param folder where to remember; it need not be there
     */
    FirstUse(Terminal terminal, Globals globals, Path folder) {
        this.terminal = terminal;
        this.globals = globals;
        this.folder = folder;
    }

    /** The folder that the system keeps for what can be computed again. */
    static Path folder(Map<String, String> environment, Path home) {
        Path caches = Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                .or(() -> Optional.ofNullable(environment.get("LOCALAPPDATA")))
                .filter(named -> !named.isBlank()).map(Path::of).orElse(home.resolve(".cache"));
        return caches.resolve("dit4j").resolve("checked");
    }

    /**
     * Checks a device unless it was checked before, or computes in Java.
     *
     * @throws DeviceException if it computes wrong
     */
    void check(Device device, DType weights) {
        if (!device.report().isAccelerated()) {
            return;
        }
        String what = describe(device, weights);
        Path remembered = folder.resolve(digest(what));
        if (Files.exists(remembered)) {
            return;
        }
        if (!globals.quiet()) {
            terminal.err().println("checking " + device.id() + " before its first use (--no-check leaves it out)");
            terminal.err().flush();
        }
        for (Finding finding : Examination.brief(device, weights)) {
            if (!finding.isRight()) {
                throw new DeviceException(device.id() + " fails at " + finding.check() + ": " + Examination.reason(finding)
                        + "; dit4j doctor --device " + device.id() + " tells more, and --no-check uses it all the same");
            }
        }
        remember(remembered, what);
    }

    private static void remember(Path file, String what) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, what);
        } catch (IOException _) {
            // It will be checked again.
        }
    }

    private static String describe(Device device, DType weights) {
        DeviceReport report = device.report();
        // Without its memory: some drivers tell another number each time.
        String used = device.description().replaceAll("[0-9]+ MiB", "");
        return String.join("\n", report.backend(), used, report.name(), report.driver(), weights.name(),
                TornadoEdition.current().describe(), "kernels " + System.getProperty("dit4j.kernels", "auto"), "dit4j " + Version.number(), "");
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
