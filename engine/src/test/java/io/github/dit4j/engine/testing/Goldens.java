package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The golden cases in the project's folder {@code goldens}; its README says what they hold. */
public final class Goldens {
    private Goldens() {}

    /**
     * Opens a case.
     *
     * @param name without {@code .safetensors}, as in {@code dit_tiny.io}
     */
    public static Checkpoint open(String name) {
        return Safetensors.open(folder().resolve(name + ".safetensors"));
    }

    /** The folder: the one that the build names, else the nearest above the working directory. */
    public static Path folder() {
        Path named = Path.of(System.getProperty("dit4j.goldens", "goldens")).toAbsolutePath();
        return Stream.iterate(Path.of("").toAbsolutePath(), at -> at != null, Path::getParent)
                .map(at -> at.resolve("goldens"))
                .filter(Files::isDirectory)
                .findFirst()
                .filter(_ -> !Files.isDirectory(named))
                .orElse(named);
    }
}
