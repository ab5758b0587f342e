package io.github.dit4j.peers;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.onnx.OnnxFile;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** ONNX Runtime on the processor: a program is exported, loaded and run by it, with all its optimisations. */
final class OnnxRuntimeDevice implements Device {
    private final int threads;

    /**
     * Makes one.
     *
     * @param threads for the work inside an operator; operators run one after another
     */
    OnnxRuntimeDevice(int threads) {
        this.threads = threads;
    }

    /** What of ONNX Runtime can fail. */
    interface Call<T> {
        T get() throws OrtException;
    }

    static <T> T checked(Call<T> call) {
        try {
            return call.get();
        } catch (OrtException failed) {
            throw new DeviceException("ONNX Runtime: " + failed.getMessage(), failed);
        }
    }

    @Override
    public String id() {
        return "onnxruntime";
    }

    @Override
    public String description() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion() + ", " + threads
                + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public boolean isForChecking() {
        return true;
    }

    @Override
    public Engine open(Weights weights) {
        return new Engine() {
            @Override
            public Device device() {
                return OnnxRuntimeDevice.this;
            }

            @Override
            public Executor prepare(Program program) {
                return new OnnxRuntimeExecutor(program, session(program, weights));
            }

            @Override
            public void close() {}
        };
    }

    private OrtSession session(Program program, Weights weights) {
        try {
            Path folder = Files.createTempDirectory("onnx");
            Path model = folder.resolve("model.onnx");
            List<Path> files = OnnxFile.write(model, program, weights);
            try {
                return checked(() -> {
                    var options = new OrtSession.SessionOptions();
                    options.setIntraOpNumThreads(threads);
                    options.setInterOpNumThreads(1);
                    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                    return OrtEnvironment.getEnvironment().createSession(model.toString(), options);
                });
            } finally {
                for (Path file : files) {
                    Files.delete(file);
                }
                Files.delete(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
