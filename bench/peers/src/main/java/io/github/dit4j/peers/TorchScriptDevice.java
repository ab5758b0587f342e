package io.github.dit4j.peers;

import ai.djl.Model;
import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.nio.file.Path;

/**
 * libtorch on the processor, through DJL: a TorchScript module, which holds its own weights, stands for the program. libtorch
 * takes the number of its threads once for the whole process.
 */
final class TorchScriptDevice implements Device {
    /** In the jar that holds libtorch: without it DJL would look for libtorch elsewhere. */
    private static final String NATIVE_LIBRARY = "native/lib/pytorch.properties";

    private final Path file;
    private final int threads;

    /**
     * Makes one.
     *
     * @param file of the module; its arguments are the inputs of the program, in their order
     * @param threads inside an operator; operators run one after another
     */
    TorchScriptDevice(Path file, int threads) {
        this.file = file;
        this.threads = threads;
    }

    @Override
    public String id() {
        return "libtorch";
    }

    @Override
    public String description() {
        return "libtorch through DJL, " + threads + (threads == 1 ? " thread" : " threads");
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
                return TorchScriptDevice.this;
            }

            @Override
            public Executor prepare(Program program) {
                return new TorchScriptExecutor(program, load());
            }

            @Override
            public void close() {}
        };
    }

    private Model load() {
        if (TorchScriptDevice.class.getClassLoader().getResource(NATIVE_LIBRARY) == null) {
            throw new DeviceException("this build has no libtorch; build it with -Ppeers,torch (docs/performance.md)");
        }
        // DJL reads these when it starts: nothing from the network, and threads as everyone has here.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        try {
            Model model = Model.newInstance("network", ai.djl.Device.cpu(), "PyTorch");
            Path full = file.toAbsolutePath();
            model.load(full.getParent(), full.getFileName().toString());
            return model;
        } catch (IOException | MalformedModelException | EngineException failed) {
            throw new DeviceException(file + " cannot be loaded by libtorch: " + failed.getMessage(), failed);
        }
    }
}
