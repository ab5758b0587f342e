package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not whole when it is closed, or when the process ends, is not there. */
class UnfinishedTest {
    @TempDir
    Path folder;

    private Path filled(String name) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name).resolve("in/it"));
        Files.writeString(made.resolve("file"), "some");
        return folder.resolve(name);
    }

    @Test
    void aFolderIsDeletedWithAllThatIsInIt() throws IOException {
        Path part = filled("part");
        try (var _ = new Unfinished(part)) {
            assertTrue(Files.exists(part.resolve("in/it/file")));
        }
        assertFalse(Files.exists(part));
    }

    @Test
    void whatHasMovedOrIsKeptStays() throws IOException {
        Path part = Files.writeString(folder.resolve("part"), "whole");
        Path kept = Files.writeString(folder.resolve("kept"), "kept");
        try (var _ = new Unfinished(part); var whole = new Unfinished(kept)) {
            Files.move(part, folder.resolve("target"));
            whole.keep();
        }
        Unfinished.deleteAll();
        assertEquals("whole", Files.readString(folder.resolve("target")));
        assertEquals("kept", Files.readString(kept));
    }

    @Test
    void whatIsNotClosedWhenTheProcessEndsIsDeleted() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "half");
        Path part = filled("part");
        new Unfinished(file);
        new Unfinished(part);
        new Unfinished(folder.resolve("not begun"));
        Unfinished.deleteAll();
        assertFalse(Files.exists(file));
        assertFalse(Files.exists(part));
    }
}
