/**
 * The portable kernels: for every operation a plain static method whose outer loops carry TornadoVM's
 * {@link uk.ac.manchester.tornado.api.annotations.Parallel}. Called directly they are the definition of the operation and
 * the reference for every faster version; TornadoVM compiles the same bytecode for a device.
 *
 * <p>What the compiler of TornadoVM 5.2 asks of them: static void, off-heap arrays and scalars only, at most 15 arguments,
 * one return at the end, no exceptions, objects or recursion, no loop that produces a value in both arms of an
 * {@code if}. Helper methods are inlined; scalars and array sizes are constants of the compiled kernel. Indices are
 * {@code int}: the sizes of all tensors are checked when a program is lowered. All floats are F32, all tensors row-major.
 *
 * <p>Sums over many terms are kept in several partial sums, so that rounding grows with the square root of a fraction of
 * the terms, as it does in PyTorch's vectorised sums.
 */
package io.github.dit4j.engine.kernel;
