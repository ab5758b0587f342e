package io.github.dit4j.engine.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds out of what kind a checkpoint is: by its name where that says it, else by its first bytes. */
final class CheckpointFiles {
    /** Eight bytes of length, then the brace that opens the header. */
    private static final int SIGNATURE = 9;

    /** What a diffusers pipeline calls its table of contents, and the folder of its network. */
    private static final String PIPELINE = "model_index.json";

    private static final String TRANSFORMER = "transformer";
    /** What is looked for in a folder, the best first. */
    private static final List<String> KINDS = List.of(
            "*.safetensors.index*.json", "*.safetensors", "*.bin.index*.json", "*.{bin,pt,pth,ckpt}");
    /** As in {@code model.fp16.safetensors}. */
    private static final Pattern VARIANT =
            Pattern.compile("\\.(?:fp16|bf16|fp32|non_ema)(\\.(?:safetensors|bin|json))$");

    private CheckpointFiles() {}

    static Checkpoint open(Path path) {
        if (Files.isDirectory(path)) {
            Path network = path.resolve(TRANSFORMER);
            boolean pipeline = Files.isDirectory(network)
                    && (Files.exists(path.resolve(PIPELINE)) || Files.exists(network.resolve("config.json")));
            return open(onlyCheckpointIn(pipeline ? network : path));
        }
        return path.toString().endsWith(".json") ? ShardedCheckpoint.open(path) : openFile(path);
    }

    /** As {@link #open}, of what is in one file. */
    static Checkpoint openFile(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(path.toString(), "a pipe or a device, which cannot be mapped; give a file");
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

    /** An index wins over the shards that lie beside it, and safetensors over what has to be unpickled. */
    private static Path onlyCheckpointIn(Path folder) {
        for (String glob : KINDS) {
            List<Path> found = withoutVariants(list(folder, glob));
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
        throw new CheckpointException(
                folder.toString(), "the folder holds no checkpoint: no .safetensors, .bin, .pt, .pth or .ckpt file");
    }

    /** Without {@code model.fp16.safetensors}, where {@code model.safetensors} lies beside it. */
    private static List<Path> withoutVariants(List<Path> found) {
        Set<String> names = found.stream().map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        return found.stream()
                .filter(path -> {
                    String name = path.getFileName().toString();
                    String usual = VARIANT.matcher(name).replaceFirst("$1");
                    return usual.equals(name) || !names.contains(usual);
                })
                .toList();
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
