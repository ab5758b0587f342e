package io.github.dit4j.engine.reference;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.lowering.ResidentArrays;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;

/**
 * Runs the portable kernels as plain Java on one core: slow, and the definition of what every other device has to
 * compute.
 */
public final class ReferenceDevice implements Device {

    @Override
    public String id() {
        return "reference";
    }

    @Override
    public String description() {
        return "portable kernels as plain Java, one core";
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
                return ReferenceDevice.this;
            }

            @Override
            public Executor prepare(Program program) {
                return new ReferenceExecutor(program, residents);
            }

            @Override
            public void close() {
                residents.clear();
            }
        };
    }
}
