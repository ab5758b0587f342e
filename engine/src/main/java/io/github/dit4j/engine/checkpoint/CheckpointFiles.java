package io.github.dit4j.engine.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** Finds out of what kind a checkpoint is: by its name where that says it, else by its first bytes. */
final class CheckpointFiles {
    /** Eight bytes of length, then the brace that opens the header. */
    private static final int SIGNATURE = 9;

    private CheckpointFiles() {}

    static Checkpoint open(Path path) {
        if (Files.isDirectory(path)) {
            return open(onlyCheckpointIn(path));
        }
        if (path.toString().endsWith(".json")) {
            return ShardedCheckpoint.open(path);
        }
        byte[] start = firstBytes(path);
        boolean zip = start.length > 1 && start[0] == 'P' && start[1] == 'K';
        boolean pickle = start.length > 1 && start[0] == (byte) 0x80 && start[1] > 1 && start[1] < 6;
        boolean braced = start.length == SIGNATURE && start[SIGNATURE - 1] == '{';
        if (!braced && !path.toString().endsWith(".safetensors") && (zip || pickle)) {
            return TorchCheckpoint.open(path);
        }
        return Safetensors.open(path);
    }

    /** An index wins over the shards that lie beside it. */
    private static Path onlyCheckpointIn(Path folder) {
        for (String glob : List.of("*.safetensors.index.json", "*.safetensors")) {
            List<Path> found = list(folder, glob);
            if (found.size() == 1) {
                return found.getFirst();
            }
            if (found.size() > 1) {
                throw new CheckpointException(
                        folder.toString(),
                        "holds several checkpoints, " + found.stream().map(Path::getFileName).toList()
                                + "; name one of them");
            }
        }
        throw new CheckpointException(folder.toString(), "the folder holds no .safetensors file");
    }

    private static List<Path> list(Path folder, String glob) {
        try (var found = Files.newDirectoryStream(folder, glob)) {
            return StreamSupport.stream(found.spliterator(), false).sorted().toList();
        } catch (IOException cause) {
            throw unreadable(folder, cause);
        }
    }

    private static byte[] firstBytes(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(SIGNATURE);
        } catch (IOException cause) {
            throw unreadable(path, cause);
        }
    }

    static CheckpointException unreadable(Path path, IOException cause) {
        String reason = cause instanceof NoSuchFileException ? "no such file" : "cannot be read: " + cause.getMessage();
        return new CheckpointException(path.toString(), reason, cause);
    }
}
