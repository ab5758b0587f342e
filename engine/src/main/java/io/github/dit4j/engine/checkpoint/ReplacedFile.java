package io.github.dit4j.engine.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file so that its name only ever holds the old content or the whole of the new one: beside it first, then
 * moved over it. What fails leaves nothing behind.
 */
public final class ReplacedFile {
    private ReplacedFile() {}

    /** Writes the content. */
    public interface Content {
        /** Writes everything; need not close the channel. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes a file. A device or pipe (as in {@code -o /dev/null}) is written in place, for it cannot be replaced.
     *
     * @throws IOException if it cannot be written; an existing file is then untouched
     */
    public static void write(Path file, Content content) throws IOException {
        Path target = target(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            try (var channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
            }
            return;
        }
        Path part = createBeside(target);
        try (var _ = new Unfinished(part)) {
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
            }
            move(part, target);
        }
    }

    /** As {@link #write(Path, Content)}, for bytes that are there already. */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, channel -> {
            OutputStream out = Channels.newOutputStream(channel);
            out.write(content);
            out.flush();
        });
    }

    /**
     * Finds out whether {@link #write} will be able to, before the work that the content takes.
     *
     * @throws IOException if not; the message names the file and the reason
     */
    public static void requireWritable(Path file) throws IOException {
        Path target = target(file);
        if (!Files.exists(target) || Files.isRegularFile(target)) {
            Files.delete(createBeside(target));
        }
    }

    /** Follows a link, so that the link stays and what it names is replaced. */
    private static Path target(Path file) throws IOException {
        Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new IOException(file + ": cannot be written: it is a folder");
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new IOException(file + ": cannot be written: no permission");
        }
        return target;
    }

    private static Path createBeside(Path target) throws IOException {
        Path folder = target.getParent();
        if (folder == null || !Files.exists(folder)) {
            throw new NoSuchFileException(target + ": cannot be written: there is no folder " + folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(target + ": cannot be written: " + folder + " is not a folder");
        }
        requireName(target);
        try {
            // Files.createTempFile would make it unreadable for others, and the final file with it.
            return Files.createFile(partBeside(target));
        } catch (AccessDeniedException cause) {
            throw new IOException(target + ": cannot be written: no permission in " + folder, cause);
        } catch (FileSystemException cause) {
            throw unwritable(target, cause);
        }
    }

    /** A name that the file system does not take, such as one too long, is found out before the content is made. */
    private static void requireName(Path target) throws IOException {
        try {
            Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException free) {
            // As most files are that are yet to be written.
        } catch (FileSystemException cause) {
            throw unwritable(target, cause);
        }
    }

    private static IOException unwritable(Path target, FileSystemException cause) {
        String reason = cause.getReason() == null ? cause.getMessage() : cause.getReason();
        return new IOException(target + ": cannot be written: " + reason, cause);
    }

    /** A new name beside a file or folder, for what will be moved over it; short, for names may be as long as is legal. */
    public static Path partBeside(Path target) {
        return target.resolveSibling("." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException otherwise) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
