package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.engine.device.DeviceReport;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.lowering.KernelChoice;
import io.github.dit4j.engine.lowering.ResidentArrays;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.tornado.TornadoEdition;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** A device that TornadoVM reaches or, where there is no TornadoVM, the simulated one. */
public final class TornadoVmDevice implements Device {
    private final String id;
    private final TornadoDevice device;
    private final String kernels;
    private final boolean halves;
    private final boolean captured;

    private TornadoVmDevice(String id, TornadoDevice device, String kernels, boolean halves, boolean captured) {
        this.id = id;
        this.device = device;
        this.kernels = kernels;
        this.halves = halves;
        this.captured = captured;
    }

    /**
     * All devices of this process, backend by backend. With the API's JVM edition, the simulated device alone.
     *
     * @throws DeviceException if TornadoVM does not start; the message says why
     */
    public static List<TornadoVmDevice> all() {
        if (TornadoEdition.current() instanceof TornadoEdition.ApiOnly) {
            return List.of();
        }
        try {
            return found();
        } catch (RuntimeException | LinkageError | TornadoInternalError failed) {
            throw new DeviceException(TornadoErrors.notStarted(failed), failed);
        }
    }

    private static List<TornadoVmDevice> found() {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        String kernels = System.getProperty(KernelChoice.PROPERTY, "auto");
        var found = new ArrayList<TornadoVmDevice>();
        for (int backend = 0; backend < runtime.getNumBackends(); backend++) {
            for (TornadoDevice device : runtime.getBackend(backend).getAllDevices()) {
                found.add(new TornadoVmDevice(TornadoReport.id(device), device, kernels, false, false));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Bytes that a program needs on any device: its buffers, and its weights once for each block that uses them.
     *
     * @param weights what those of linear layers are kept as, F32 or F16
     * @throws IllegalArgumentException if a tensor is too large for any device; the message says what to change
     */
    public static long bytesFor(Program program, DType weights) {
        return RingPlan.of(program, KernelChoice.estimate(weights).buffers(program)).deviceBytes();
    }

    /**
     * The same device with other kernels.
     *
     * @param choice as {@link KernelChoice#of} takes it, instead of the system property {@value KernelChoice#PROPERTY}
     */
    public TornadoVmDevice withKernels(String choice) {
        return new TornadoVmDevice(id, device, choice, halves, captured);
    }

    @Override
    public List<DType> weightTypes() {
        DeviceFeatures features = features();
        return features.half() && KernelChoice.of(features, kernels).readsHalves()
                ? List.of(DType.F32, DType.F16)
                : List.of(DType.F32);
    }

    @Override
    public DType weights() {
        return halves ? DType.F16 : DType.F32;
    }

    /** As F16, the weights of linear layers are stored; needs half precision and {@link KernelChoice#withHalves}. */
    @Override
    public Device withWeightsAs(DType type) {
        return switch (type) {
            case F32 -> new TornadoVmDevice(id, device, kernels, false, captured);
            case F16 -> {
                if (!features().half()) {
                    throw new DeviceNotFoundException(id + " (" + description() + ") does not compute in half precision; "
                            + "use --dtype f32, or a device that does: dit4j devices");
                }
                try {
                    KernelChoice.of(features(), kernels).withHalves();
                } catch (IllegalArgumentException off) {
                    throw new DeviceNotFoundException(id + ": " + off.getMessage());
                }
                yield new TornadoVmDevice(id, device, kernels, true, captured);
            }
            default -> {
                String kept = String.join(" or ", weightTypes().stream().map(DType::label).toList());
                throw new DeviceNotFoundException(id + " (" + description() + ") keeps weights as " + kept + ", not as "
                        + type.label() + "; use --dtype " + kept + ", or --device cpu, which also knows bf16");
            }
        };
    }

    /** With its launches captured: those of a task graph, which is a block, as one CUDA graph. Needs the backend CUDA or PTX. */
    @Override
    public Device withCudaGraphs() {
        if (!TornadoFeatures.cudaGraphs(device)) {
            return Device.super.withCudaGraphs();
        }
        return new TornadoVmDevice(id, device, kernels, halves, true);
    }

    /** What it can do. */
    public DeviceFeatures features() {
        return TornadoFeatures.of(device);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        return isSimulated()
                ? device.getDescription()
                : device.getPhysicalDevice().getDeviceName() + ", " + (device.getMaxGlobalMemory() >> 20) + " MiB"
                        + (halves ? ", weights as f16" : "") + (captured ? ", CUDA graphs" : "");
    }

    @Override
    public DeviceReport report() {
        return TornadoReport.of(device);
    }

    /** The simulated device, and drivers that compute on the processor: there, {@code cpu} is faster. */
    @Override
    public boolean isForChecking() {
        return isSimulated() || device.getDeviceType() == TornadoDeviceType.CPU;
    }

    private boolean isSimulated() {
        return device.getTornadoVMBackend() == TornadoVMBackendType.JAVA;
    }

    /** Opens the device. Host copies of the weights are shared by all programs; on the device each program has its own. */
    @Override
    public Engine open(Weights weights) {
        var allowed = KernelChoice.of(features(), kernels);
        var choice = halves ? allowed.withHalves() : allowed;
        var residents = new ResidentArrays(weights);
        return new Engine() {
            @Override
            public Device device() {
                return TornadoVmDevice.this;
            }

            @Override
            public Executor prepare(Program program) {
                return new TornadoExecutor(program, residents, device, choice, captured, id);
            }

            @Override
            public void close() {
                residents.clear();
            }
        };
    }

    @Override
    public String toString() {
        return id + " with kernels " + kernels;
    }
}
