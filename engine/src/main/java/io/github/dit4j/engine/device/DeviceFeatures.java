package io.github.dit4j.engine.device;

/**
 * What decides which kernels run on a device.
 *
 * @param gpu whether groups of work items run in lockstep beside fast memory of their own; on a processor, kernels made for
 *     that are slower than the portable ones
 * @param computeUnits how many work-groups run at once, at least
 * @param localMemoryBytes that a work-group may have
 * @param maxGroupSize work items that a work-group may have
 * @param half whether it computes with F16
 * @param tensorCores whether warps of 32 work items multiply matrices of F16 together, with F32 sums
 */
public record DeviceFeatures(
        boolean gpu, int computeUnits, long localMemoryBytes, long maxGroupSize, boolean half, boolean tensorCores) {}
