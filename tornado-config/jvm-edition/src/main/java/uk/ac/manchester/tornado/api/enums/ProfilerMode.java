package uk.ac.manchester.tornado.api.enums;

/** Where the profile of an execution goes: to the console or only into its result. */
public enum ProfilerMode {
    CONSOLE,
    SILENT
}
