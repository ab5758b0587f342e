package io.github.dit4j.tornado.sim;

import uk.ac.manchester.tornado.api.types.HalfFloat;

/** The work item of a context that the host made and no device has replaced. */
public enum NoWorkItem implements WorkItem {
    INSTANCE;

    @Override
    public int globalId(int dimension) {
        return 0;
    }

    @Override
    public int localId(int dimension) {
        return 0;
    }

    @Override
    public int groupId(int dimension) {
        return 0;
    }

    @Override
    public int globalSize(int dimension) {
        return 0;
    }

    @Override
    public int localSize(int dimension) {
        return 0;
    }

    @Override
    public void barrier() {
        throw outside();
    }

    @Override
    public <A> A localArray(Class<A> type, int length) {
        throw outside();
    }

    @Override
    public int lane(Object... step) {
        throw outside();
    }

    @Override
    public float[] multiply(HalfFloat[] a, HalfFloat[] b, float[] c) {
        throw outside();
    }

    private static IllegalStateException outside() {
        return new IllegalStateException("barriers, local memory and warps exist only on a device;"
                + " run the kernel as a task of a TaskGraph, with a WorkerGrid for it");
    }
}
