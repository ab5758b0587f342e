package io.github.dit4j.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file or folder that is being written. When this is closed, or the process is ended before that, as by Ctrl-C, what is still
 * there is deleted, unless it was {@linkplain #keep kept}.
 */
public final class Unfinished implements AutoCloseable {
    private static final Set<Unfinished> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Unfinished::deleteAll, "unfinished files"));
    }

    private final Path path;

    /** Something that is begun, or is about to be. */
    public Unfinished(Path path) {
        this.path = path;
        ALL.add(this);
    }

    /** It is whole. */
    public void keep() {
        ALL.remove(this);
    }

    /**
     * Deletes it, with all that is in it, unless it is kept or has moved.
     *
     * @throws IOException if something could not be deleted
     */
    @Override
    public void close() throws IOException {
        if (ALL.remove(this)) {
            delete();
        }
    }

    private void delete() throws IOException {
        if (!Files.isDirectory(path)) {
            Files.deleteIfExists(path);
            return;
        }
        List<Path> all;
        try (var walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    static void deleteAll() {
        ALL.forEach(one -> {
            try {
                one.close();
            } catch (IOException | UncheckedIOException left) {
                // There is nobody left to be told.
            }
        });
    }
}
