package uk.ac.manchester.tornado.api.runtime;

import io.github.dit4j.tornado.sim.SimulatedRuntime;
import uk.ac.manchester.tornado.api.TornadoRuntime;

/** Where a program finds the runtime. */
public class TornadoRuntimeProvider {

    /** Returns the runtime of this process; in this JVM edition, one backend with one simulated device. */
    public static TornadoRuntime getTornadoRuntime() {
        return SimulatedRuntime.INSTANCE;
    }
}
