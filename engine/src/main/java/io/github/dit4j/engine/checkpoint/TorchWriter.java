package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Writes a state_dict as {@code torch.save} of PyTorch 1.6 and later does, one tensor in memory at a time: a zip file of
 * {@code data.pkl}, which describes the tensors, and their bytes, stored. The file appears under its name when it is whole.
 */
public final class TorchWriter {
    private static final String FOLDER = "archive/";

    private TorchWriter() {}

    /**
     * Writes all tensors of a model in one floating-point type, asking for each only when its turn comes.
     *
     * @param dtype {@link DType#F32}, {@link DType#F16} or {@link DType#BF16}; values are rounded to nearest, ties to even
     * @throws IllegalArgumentException if it is another type, or a finite value is beyond its range
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Weights weights, DType dtype) {
        write(file, weights, WrittenTensor.all(dtype));
    }

    /**
     * As {@link #write(Path, Weights, DType)}, with a type for each tensor: its own, or one of those three.
     *
     * @throws IllegalArgumentException if a tensor has neither its own type nor one of those, PyTorch has not that type, or a
     *     finite value is beyond its range
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Weights weights, Function<String, DType> dtypes) {
        List<WrittenTensor> tensors = WrittenTensor.of(weights, dtypes);
        byte[] pickle = pickle(tensors);
        try {
            ReplacedFile.write(file, channel -> {
                var zip = new StoredZipWriter(channel);
                zip.add(FOLDER + "data.pkl", sink -> sink.write(ByteBuffer.wrap(pickle)));
                zip.add(FOLDER + "byteorder", sink -> sink.write(ascii("little")));
                for (int i = 0; i < tensors.size(); i++) {
                    zip.add(FOLDER + "data/" + i, tensors.get(i)::writeTo);
                }
                zip.add(FOLDER + "version", sink -> sink.write(ascii("3\n")));
                zip.finish();
            });
        } catch (IOException cause) {
            throw new CheckpointException(file.toString(), "not written: " + cause.getMessage(), cause);
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The ordered dictionary of the tensors; each has a storage of its own, with its number as the key. */
    private static byte[] pickle(List<WrittenTensor> tensors) {
        var pickle = new PickleWriter().emptyOrderedDict().mark();
        for (int i = 0; i < tensors.size(); i++) {
            WrittenTensor tensor = tensors.get(i);
            pickle.text(tensor.name()).global("torch._utils", "_rebuild_tensor_v2").mark();
            pickle.mark().text("storage").global("torch", TorchObjects.storageOf(tensor.dtype()))
                    .text(Integer.toString(i)).text("cpu").integer(tensor.shape().elements()).tuple().persistent();
            pickle.integer(0).mark();
            for (int extent : tensor.shape().dims()) {
                pickle.integer(extent);
            }
            pickle.tuple().mark();
            long[] strides = new long[tensor.shape().rank()];
            long step = 1;
            for (int axis = strides.length - 1; axis >= 0; axis--) {
                strides[axis] = step;
                step *= tensor.shape().dim(axis);
            }
            for (long stride : strides) {
                pickle.integer(stride);
            }
            // Needs no gradient, and has no hooks that would have to run backwards.
            pickle.tuple().no().emptyOrderedDict().tuple().call();
        }
        return pickle.put().stop();
    }
}
