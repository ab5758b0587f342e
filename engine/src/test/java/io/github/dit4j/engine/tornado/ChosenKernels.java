package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.lowering.KernelChoice;
import io.github.dit4j.engine.lowering.ResidentArrays;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** A TornadoVM device with the kernels that a test wants, whatever the device's own features would make of it. */
record ChosenKernels(TornadoDevice device, KernelChoice kernels) implements Device {

    static ChosenKernels on(int backend, int index, KernelChoice kernels) {
        return new ChosenKernels(
                TornadoRuntimeProvider.getTornadoRuntime().getBackend(backend).getAllDevices().get(index), kernels);
    }

    @Override
    public String id() {
        return device.getDeviceName();
    }

    @Override
    public String description() {
        return device.getDescription();
    }

    @Override
    public boolean isForChecking() {
        return true;
    }

    @Override
    public Engine open(Weights weights) {
        var residents = new ResidentArrays(weights);
        return new Engine() {
            @Override
            public Device device() {
                return ChosenKernels.this;
            }

            @Override
            public Executor prepare(Program program) {
                return new TornadoExecutor(program, residents, device, kernels, false, id());
            }

            @Override
            public void close() {
                residents.clear();
            }
        };
    }
}
