package uk.ac.manchester.tornado.api;

/** How many work items run a kernel, and in which groups. */
public interface WorkerGrid {

    /** Returns the number of dimensions, 1 to 3. */
    int dimension();

    /** Returns the items of the whole grid, for three dimensions. */
    long[] getGlobalWork();

    /** Returns the items of a work-group, for three dimensions; null leaves the choice to the device. */
    long[] getLocalWork();

    /** Returns the work-groups, for three dimensions; null if no group size is set. */
    long[] getNumberOfWorkgroups();

    /** Returns the first index of each dimension. */
    long[] getGlobalOffset();

    /** Sets the items of the whole grid. */
    void setGlobalWork(long x, long y, long z);

    /** Sets the items of a work-group. */
    void setLocalWork(long x, long y, long z);

    /** Sets the first index of each dimension. */
    void setGlobalOffset(long x, long y, long z);

    /** Leaves the size of a work-group to the device. */
    void setLocalWorkToNull();

    /** Forgets the number of work-groups. */
    void setNumberOfWorkgroupsToNull();
}
