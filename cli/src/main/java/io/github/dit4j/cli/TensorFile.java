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
     * @throws CheckpointException if it is not clear which one is meant, or it is empty or not {@link #finite}
     */
    static TensorData images(Checkpoint file, String... names) {
        for (String name : names) {
            if (file.names().contains(name)) {
                return filled(file, name);
            }
        }
        List<String> four = file.names().stream().filter(name -> file.shape(name).rank() == 4).sorted().toList();
        if (four.size() != 1) {
            throw new CheckpointException(file.origin(), "has no tensor " + names[0] + " [n, channels, height, width]"
                    + (four.isEmpty() ? "" : ", but " + String.join(", ", four)));
        }
        return filled(file, four.getFirst());
    }

    private static TensorData filled(Checkpoint file, String name) {
        if (file.shape(name).elements() == 0) {
            throw new CheckpointException(file.origin(), name + " is " + file.shape(name) + ", which holds no picture");
        }
        return finite(file, name);
    }

    /**
     * A tensor of numbers. Others would spoil the whole picture, and it would be the model or the device that seems to fail.
     *
     * @throws CheckpointException if one is infinite or none at all
     */
    static TensorData finite(Checkpoint file, String name) {
        TensorData tensor = file.get(name);
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new CheckpointException(file.origin(), name + " is " + values[i] + " at element " + i
                        + "; only finite numbers make a picture");
            }
        }
        return tensor;
    }
}
