package io.github.dit4j.tornado.sim;

import uk.ac.manchester.tornado.api.types.HalfFloat;

/** What a kernel's context knows of the work item that runs it. */
public interface WorkItem {

    /** Returns the item's index in the whole grid, for dimension 0, 1 or 2. */
    int globalId(int dimension);

    /** Returns the item's index in its work-group. */
    int localId(int dimension);

    /** Returns the index of the item's work-group. */
    int groupId(int dimension);

    /** Returns the items of the whole grid. */
    int globalSize(int dimension);

    /** Returns the items of a work-group. */
    int localSize(int dimension);

    /**
     * Waits until every item of the work-group has come here.
     *
     * @throws IllegalStateException if some item of the group ends without coming
     */
    void barrier();

    /**
     * Returns the array of the work-group that stands for this allocation, which is the same for
     * every item of the group.
     *
     * @throws IllegalStateException if another item's allocation in the same place differs
     */
    <A> A localArray(Class<A> type, int length);

    /**
     * Returns the item's place among the 32 of its warp, for a step that all of them take together.
     *
     * @param step what is done, and with which arguments
     * @throws IllegalStateException if another lane does something else, or the work-group has no whole warps
     */
    int lane(Object... step);

    /**
     * Returns the item's part of a product of its warp, see {@link Fragments}.
     *
     * @throws IllegalStateException if some item of the warp ends without coming
     */
    float[] multiply(HalfFloat[] a, HalfFloat[] b, float[] c);
}
