package io.github.dit4j.tornado;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TornadoVM SDK on disk: what {@code TORNADOVM_HOME} names.
 *
 * @param home the directory of the SDK
 * @param version the release, such as {@code 5.2.0-jdk25}
 * @param backends the code generators that the SDK was built with
 * @param arguments those with which the SDK wants {@code java} to be started; {@link LaunchOptions} makes use of them
 */
public record TornadoInstallation(Path home, String version, Set<Backend> backends, List<String> arguments) {

    /** The environment variable that names the SDK. */
    public static final String HOME_VARIABLE = "TORNADOVM_HOME";

    private static final Pattern JDK = Pattern.compile("-jdk(\\d+)");
    private static final String ARGUMENTS = "tornado-argfile";

    public TornadoInstallation {
        backends = Set.copyOf(backends);
        arguments = List.copyOf(arguments);
    }

    /**
     * Returns the SDK that {@value #HOME_VARIABLE} names, or nothing if it is not set.
     *
     * @param environment the variables, as {@link System#getenv()} has them
     * @throws InvalidInstallationException if what it names is no usable SDK
     */
    public static Optional<TornadoInstallation> find(Map<String, String> environment) {
        String home = environment.get(HOME_VARIABLE);
        return home == null || home.isBlank() ? Optional.empty() : Optional.of(at(path(home)));
    }

    private static Path path(String home) {
        try {
            return Path.of(home);
        } catch (InvalidPathException e) {
            throw new InvalidInstallationException(HOME_VARIABLE + " names no folder: " + e.getMessage()
                    + "; set it to where the SDK was unpacked", e);
        }
    }

    /**
     * Returns the SDK in a directory.
     *
     * @throws InvalidInstallationException if there is no usable one
     */
    public static TornadoInstallation at(Path home) {
        if (!Files.isDirectory(home)) {
            throw new InvalidInstallationException("no TornadoVM SDK in " + home
                    + ": there is no such directory; set " + HOME_VARIABLE + " to where the SDK was unpacked");
        }
        String version = property(home, "etc/tornado.release", "version");
        Set<Backend> backends = backends(home, property(home, "etc/tornado.backend", "tornado.backends"));
        return new TornadoInstallation(home, version, backends, arguments(home));
    }

    private static String property(Path home, String file, String key) {
        Path path = home.resolve(file);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInstallationException("no TornadoVM SDK in " + home + ": cannot read " + path
                    + "; set " + HOME_VARIABLE + " to the directory that holds bin, etc, lib and share", e);
        }
        String value = properties.getProperty(key, "").strip();
        if (value.isEmpty()) {
            throw new InvalidInstallationException(
                    path + " has no line " + key + "=…; the SDK is damaged, unpack it again");
        }
        return value;
    }

    private static Set<Backend> backends(Path home, String list) {
        Set<Backend> backends = EnumSet.noneOf(Backend.class);
        for (String name : list.split(",")) {
            // A backend that this version of dit4j does not know is none that it could choose.
            Backend.ofSdkName(name.strip()).ifPresent(backends::add);
        }
        if (backends.isEmpty()) {
            throw new InvalidInstallationException("the TornadoVM SDK in " + home + " has none of the known backends: "
                    + list + "; known are " + EnumSet.allOf(Backend.class));
        }
        return backends;
    }

    /** The template, filled in, comes first: the finished file holds absolute paths, wrong once the SDK has been moved. */
    private static List<String> arguments(Path home) {
        Path template = home.resolve(ARGUMENTS + ".template");
        Path file = Files.exists(template) ? template : home.resolve(ARGUMENTS);
        String remedy = "; unpack the SDK again, or see " + HOME_VARIABLE + " in TornadoVM's installation guide";
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new InvalidInstallationException("cannot read " + file + remedy, e);
        }
        // Variables are filled in after parsing: a backslash of a Windows path is none of the file's.
        List<String> arguments = ArgumentFile.parse(text).stream()
                .map(argument -> argument.replace("${" + HOME_VARIABLE + "}", home.toString())).toList();
        int modulePath = arguments.indexOf(LaunchOptions.MODULE_PATH) + 1;
        if (modulePath == 0 || modulePath == arguments.size()) {
            throw new InvalidInstallationException(file + " has no " + LaunchOptions.MODULE_PATH + remedy);
        }
        if (Arrays.stream(arguments.get(modulePath).split(File.pathSeparator)).noneMatch(TornadoInstallation::holdsTheApi)) {
            throw new InvalidInstallationException(file + " was made for " + arguments.get(modulePath)
                    + ", where there is no tornado-api jar" + remedy);
        }
        return arguments;
    }

    private static boolean holdsTheApi(String entry) {
        Path directory = Path.of(entry);
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (var jars = Files.newDirectoryStream(directory, "tornado-api-*.jar")) {
            return jars.iterator().hasNext();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Returns the library through which TornadoVM reaches the drivers of a backend; it may not be there. */
    Path nativeLibrary(Backend backend) {
        return home.resolve("lib").resolve(System.mapLibraryName("tornado-" + backend.id()));
    }

    /** Returns the feature version of the JDK that the SDK was built for, if its version says so. */
    public OptionalInt jdk() {
        Matcher matcher = JDK.matcher(version);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /**
     * Checks that a JDK can run the SDK.
     *
     * @param feature the JDK's feature version, such as 25
     * @throws InvalidInstallationException if the SDK was built for another
     */
    public void checkJdk(int feature) {
        OptionalInt wanted = jdk();
        if (wanted.isPresent() && wanted.getAsInt() != feature) {
            throw new InvalidInstallationException("TornadoVM " + version + " runs on JDK " + wanted.getAsInt()
                    + " only, and this is JDK " + feature + "; start dit4j with JDK " + wanted.getAsInt()
                    + " or install the TornadoVM SDK for JDK " + feature);
        }
    }
}
