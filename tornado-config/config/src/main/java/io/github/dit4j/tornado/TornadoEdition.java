package io.github.dit4j.tornado;

import java.lang.module.ResolvedModule;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.ac.manchester.tornado.api.TaskGraph;

/** Whose classes answer to TornadoVM's names in this process. */
public sealed interface TornadoEdition {

    /** TornadoVM itself, of an SDK on the module path; its version may be {@code unknown}. */
    record Real(String version) implements TornadoEdition {
    }

    /** The JVM edition of this project, whose only device is simulated. */
    record Jvm() implements TornadoEdition {
    }

    /** The published API on the class path, with no TornadoVM behind it: task graphs cannot run. */
    record ApiOnly() implements TornadoEdition {
    }

    /** Returns the edition that this process runs with. */
    static TornadoEdition current() {
        Module module = TaskGraph.class.getModule();
        if (module.isNamed()) {
            return new Real(version(module));
        }
        // Only the JVM edition brings a simulator; it may be there unused beside the real module, but not
        // beside the published artifact, which takes its place in the build.
        boolean simulator = TaskGraph.class.getResource("/io/github/dit4j/tornado/sim/SimulatedPlan.class") != null;
        return simulator ? new Jvm() : new ApiOnly();
    }

    private static String version(Module module) {
        Optional<String> declared = module.getDescriptor().rawVersion();
        return declared.orElseGet(() -> module.getLayer().configuration().findModule(module.getName())
                .map(ResolvedModule::reference).flatMap(reference -> reference.location())
                .flatMap(TornadoEdition::versionOfJar).orElse("unknown"));
    }

    /** Returns the version in the name of the API's jar, such as {@code tornado-api-5.2.0-jdk25.jar}. */
    static Optional<String> versionOfJar(URI location) {
        Matcher matcher = Pattern.compile("/tornado-api-(\\d[^/]*)\\.jar$").matcher(location.toString());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns a line for a person. */
    default String describe() {
        return switch (this) {
            case Real real -> "TornadoVM " + real.version();
            case Jvm jvm -> "no TornadoVM (JVM edition)";
            case ApiOnly api -> "TornadoVM's API without its runtime; start java with the SDK's argument file";
        };
    }
}
