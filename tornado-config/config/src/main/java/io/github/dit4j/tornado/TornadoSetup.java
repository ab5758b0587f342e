package io.github.dit4j.tornado;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What there is of TornadoVM on this machine: an SDK that can be started, with at least one device, or what is missing. */
public sealed interface TornadoSetup {

    /** Returns a line for a person. */
    String describe();

    /**
     * An SDK that can be started.
     *
     * @param installation the SDK
     * @param probes what became of each of its backends; at least one was found
     */
    record Ready(TornadoInstallation installation, List<DriverProbe> probes) implements TornadoSetup {

        public Ready {
            probes = List.copyOf(probes);
        }

        /** Returns the backends that can start. */
        public Set<Backend> backends() {
            return found().stream().map(DriverProbe::backend).collect(Collectors.toCollection(() -> EnumSet.noneOf(Backend.class)));
        }

        /** Returns the backends that cannot start, and why. */
        public Map<Backend, String> missing() {
            Map<Backend, String> missing = new EnumMap<>(Backend.class);
            probes.forEach(probe -> {
                if (probe instanceof DriverProbe.Missing(Backend backend, String reason)) {
                    missing.put(backend, reason);
                }
            });
            return missing;
        }

        /** Returns whether there is a device that is no processor. */
        public boolean hasAccelerator() {
            return found().stream().anyMatch(found -> found.accelerators() > 0);
        }

        private List<DriverProbe.Found> found() {
            return probes.stream().filter(DriverProbe.Found.class::isInstance).map(DriverProbe.Found.class::cast).toList();
        }

        @Override
        public String describe() {
            return "TornadoVM " + installation.version() + " in " + installation.home() + ", "
                    + backends().stream().map(Backend::id).collect(Collectors.joining(" and "));
        }
    }

    /** No SDK is named. */
    record Absent() implements TornadoSetup {

        @Override
        public String describe() {
            return TornadoInstallation.HOME_VARIABLE + " is not set; set it to the folder of a TornadoVM SDK";
        }
    }

    /**
     * An SDK is named but cannot be started.
     *
     * @param reason why, and what to do
     */
    record Broken(String reason) implements TornadoSetup {

        @Override
        public String describe() {
            return "it cannot start: " + reason;
        }
    }

    /**
     * Looks at the SDK that {@value TornadoInstallation#HOME_VARIABLE} names and at the drivers for its backends.
     *
     * @param environment the variables, as {@link System#getenv()} has them
     */
    static TornadoSetup of(Map<String, String> environment) {
        try {
            Optional<TornadoInstallation> installation = TornadoInstallation.find(environment);
            if (installation.isEmpty()) {
                return new Absent();
            }
            installation.get().checkJdk(Runtime.version().feature());
            return of(installation.get(), backend -> probe(installation.get(), backend));
        } catch (InvalidInstallationException invalid) {
            return new Broken(invalid.getMessage());
        }
    }

    /** Judges an installation, given what probes a backend. */
    static TornadoSetup of(TornadoInstallation installation, Function<Backend, DriverProbe> probe) {
        return of(installation, installation.backends().stream().sorted().map(backend -> backend == Backend.SPIRV
                ? besidesOpenCl(probe)
                : probe.apply(backend)).toList());
    }

    /**
     * Probes SPIR-V. In TornadoVM 5.2 its module requires that of OpenCL, so that without OpenCL neither can start, whether
     * the SDK lists OpenCL or not.
     */
    private static DriverProbe besidesOpenCl(Function<Backend, DriverProbe> probe) {
        return probe.apply(Backend.OPENCL) instanceof DriverProbe.Missing(Backend _, String reason)
                ? new DriverProbe.Missing(Backend.SPIRV, "TornadoVM's SPIR-V takes OpenCL as well: " + reason)
                : probe.apply(Backend.SPIRV);
    }

    /** Judges an installation by what became of its backends. */
    static TornadoSetup of(TornadoInstallation installation, Collection<DriverProbe> probes) {
        if (probes.stream().anyMatch(DriverProbe.Found.class::isInstance)) {
            return new Ready(installation, List.copyOf(probes));
        }
        return new Broken("the SDK in " + installation.home() + " reaches no device. "
                + probes.stream().map(DriverProbe::describe).collect(Collectors.joining(". ")));
    }

    private static DriverProbe probe(TornadoInstallation installation, Backend backend) {
        DriverProbe probe = backend.probe();
        return probe instanceof DriverProbe.Found
                ? loads(installation.nativeLibrary(backend))
                        .<DriverProbe>map(reason -> new DriverProbe.Missing(backend, reason)).orElse(probe)
                : probe;
    }

    /** Loads the SDK's own library, which may need more than the driver, and returns why it does not load. */
    @SuppressWarnings("restricted")
    private static Optional<String> loads(Path library) {
        if (!Files.exists(library)) {
            return Optional.empty();
        }
        try {
            System.load(library.toAbsolutePath().toString());
            return Optional.empty();
        } catch (UnsatisfiedLinkError failed) {
            return Optional.of("cannot load " + reason(failed, library) + "; install what is missing, or an SDK for this system");
        }
    }

    private static String reason(UnsatisfiedLinkError failed, Path library) {
        String message = Optional.ofNullable(failed.getMessage()).orElse(library.toString());
        return Arrays.stream(message.split("\\R")).map(String::strip).collect(Collectors.joining(" "));
    }
}
