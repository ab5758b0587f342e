package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.memory.Buffer;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The off-heap arrays of a program, one for each buffer of its plan: what kernels work on, or a device's host copies. */
public final class HostArrays {
    private final Program program;
    private final BufferPlan plan;
    private final Map<Buffer, TornadoNativeArray> arrays = new HashMap<>();

    /**
     * Makes the arrays, zeros but for the weights and constants.
     *
     * @throws IllegalArgumentException if a weight is missing or has another shape
     */
    public HostArrays(Program program, BufferPlan plan, ResidentArrays residents) {
        this.program = program;
        this.plan = plan;
        for (Buffer buffer : plan.buffers()) {
            arrays.put(buffer, switch (buffer) {
                case Buffer.Resident(Tensor tensor, DType _) when program.constants().containsKey(tensor) ->
                    ResidentArrays.copy(program.constants().get(tensor));
                case Buffer.Resident(Tensor tensor, DType stored) ->
                    stored == DType.F16 ? residents.halfWeight(tensor) : residents.weight(tensor);
                case Buffer.Input _, Buffer.Zeros _, Buffer.Slot _ -> zeros(buffer);
            });
        }
    }

    private static TornadoNativeArray zeros(Buffer buffer) {
        TornadoNativeArray array = buffer.dtype() == DType.I32 ? new IntArray(buffer.size()) : new FloatArray(buffer.size());
        array.getSegment().fill((byte) 0); // TornadoVM leaves new arrays as they are
        return array;
    }

    /** The array of a buffer. */
    public TornadoNativeArray array(Buffer buffer) {
        return arrays.get(buffer);
    }

    /** The array of an F32 tensor; it may be longer than the tensor. */
    FloatArray floats(Tensor tensor) {
        return (FloatArray) arrays.get(plan.of(tensor));
    }

    /** Whether a weight is stored as F16. */
    boolean isHalf(Tensor weight) {
        return plan.of(weight).dtype() == DType.F16;
    }

    /** The array of a weight that is stored as F16. */
    HalfFloatArray halves(Tensor weight) {
        return (HalfFloatArray) arrays.get(plan.of(weight));
    }

    /** The array of an I32 tensor. */
    IntArray ints(Tensor tensor) {
        return (IntArray) arrays.get(plan.of(tensor));
    }

    /** The array of a linear layer's bias, zeros if it has none. */
    FloatArray bias(Op.Linear linear) {
        return (FloatArray) arrays.get(plan.bias(linear));
    }

    /** Writes an F32 input; see {@link io.github.dit4j.engine.device.Executor#write(Tensor, float[])}. */
    public void write(Tensor input, float[] values) {
        program.checkInput(input, DType.F32, values.length);
        floats(input).getSegment().copyFrom(MemorySegment.ofArray(values));
    }

    /** Writes an I32 input; see {@link io.github.dit4j.engine.device.Executor#write(Tensor, int[])}. */
    public void write(Tensor input, int[] values) {
        program.checkInput(input, DType.I32, values.length);
        ints(input).getSegment().copyFrom(MemorySegment.ofArray(values));
    }

    /** Reads an output; see {@link io.github.dit4j.engine.device.Executor#read}. */
    public float[] read(Tensor output) {
        program.checkOutput(output);
        var values = new float[output.shape().size()];
        MemorySegment.copy(floats(output).getSegment(), ValueLayout.JAVA_FLOAT, 0, values, 0, values.length);
        return values;
    }
}
