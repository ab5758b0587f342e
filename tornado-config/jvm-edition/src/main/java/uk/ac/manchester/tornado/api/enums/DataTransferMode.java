package uk.ac.manchester.tornado.api.enums;

/** When a task graph copies a buffer between host and device. */
public class DataTransferMode {

    /** To the device, the first time that the graph runs. */
    public static final int FIRST_EXECUTION = 0;

    /** In either direction, each time that the graph runs. */
    public static final int EVERY_EXECUTION = 1;

    /** To the host, when the result of an execution is asked for it. */
    public static final int UNDER_DEMAND = 2;
}
