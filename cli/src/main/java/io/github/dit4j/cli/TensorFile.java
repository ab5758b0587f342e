package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.List;

/** Images or latents in a safetensors file. */
final class TensorFile {

    private TensorFile() {}

    /**
     * The tensor that is meant: of one of these names, else the only one with four extents.
     *
     * @param names the first that is there is taken
     * @throws CheckpointException if it is not clear which one is meant
     */
    static TensorData images(Checkpoint file, String... names) {
        for (String name : names) {
            if (file.names().contains(name)) {
                return file.get(name);
            }
        }
        List<String> four = file.names().stream().filter(name -> file.shape(name).rank() == 4).sorted().toList();
        if (four.size() != 1) {
            throw new CheckpointException(file.origin(), "has no tensor " + names[0] + " [n, channels, height, width]"
                    + (four.isEmpty() ? "" : ", but " + String.join(", ", four)));
        }
        return file.get(four.getFirst());
    }
}
