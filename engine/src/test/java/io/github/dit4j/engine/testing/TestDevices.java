package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tornado.TornadoVmDevice;
import io.github.dit4j.tornado.TornadoEdition;
import java.util.List;
import java.util.stream.Stream;

/** The devices that whole networks are checked on. */
public final class TestDevices {

    private TestDevices() {}

    /** All that need no TornadoVM, the one that computes in double precision too: for small networks. */
    public static List<Device> all() {
        return List.of(new CpuDevice(), new ReferenceDevice(), new DoubleDevice());
    }

    /** Of these, those that users can choose: for networks of published size. */
    public static List<Device> forUse() {
        return List.of(new CpuDevice(), new ReferenceDevice());
    }

    /** Of these, those that are meant for more than checking: for several runs of such a network. */
    public static List<Device> fast() {
        return List.of(new CpuDevice());
    }

    /**
     * The simulated device of TornadoVM's JVM edition, with the portable kernels and with those made for GPUs; for tests
     * with the tag {@code sim}.
     */
    public static List<Device> simulated() {
        return TornadoVmDevice.all().stream()
                .<Device>flatMap(device -> Stream.of(device.withKernels("portable"), device.withKernels("gpu"))).toList();
    }

    /**
     * The devices that TornadoVM reaches, with the portable kernels and with those made for GPUs; for tests with the tag
     * {@code device}, which {@code mvn verify -Pdevice-tests} runs.
     */
    public static List<TornadoVmDevice> real() {
        return Stream.of("portable", "gpu").flatMap(kernels -> real(kernels).stream()).toList();
    }

    /** The same with kernels of one kind, see {@link TornadoVmDevice#withKernels}. */
    public static List<TornadoVmDevice> real(String kernels) {
        if (!(TornadoEdition.current() instanceof TornadoEdition.Real)) {
            throw new IllegalStateException("this JVM has no TornadoVM in it; run mvn verify -Pdevice-tests with TORNADOVM_HOME set");
        }
        return TornadoVmDevice.all().stream().map(device -> device.withKernels(kernels)).toList();
    }
}
