/**
 * Kernels for devices with work-groups and local memory, each in the place of a portable one of
 * {@link io.github.dit4j.engine.kernel}, which it names and must equal. {@link Grids} has their grids.
 *
 * <p>What the compiler of TornadoVM 5.2 asks of them, beside what it asks of the portable ones:
 * <ul>
 * <li>Every item comes to every barrier: no barrier in a branch that some items skip.
 * <li>Local arrays are used only in the method that allocates them. Handed to a helper, their indices are silently taken
 *     for byte addresses. Private arrays may be handed on.
 * <li>A private array ends up in registers if all its indices are constants once loops are unrolled. Loops are unrolled
 *     up to some hundred nodes; a result that a longer loop needs is chosen by comparison, not by an index.
 * <li>A helper has less than 600 nodes, those of its own helpers included. Arguments that are constants where it is called
 *     prune it before they are counted; those of the launch do not.
 * <li>No parameter is called as a word of OpenCL C, {@code half} for one.
 * </ul>
 */
package io.github.dit4j.engine.kernel.gpu;
