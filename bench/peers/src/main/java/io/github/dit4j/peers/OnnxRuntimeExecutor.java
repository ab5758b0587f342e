package io.github.dit4j.peers;

import static io.github.dit4j.peers.OnnxRuntimeDevice.checked;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A session; inputs and outputs lie in memory outside the heap that ONNX Runtime reads and writes itself. */
final class OnnxRuntimeExecutor implements Executor {
    private final Program program;
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();

    OnnxRuntimeExecutor(Program program, OrtSession session) {
        this.program = program;
        this.session = session;
        program.outputs().forEach(output -> outputs.put(output.name(), floats(output, new float[output.shape().size()])));
    }

    private static long[] dims(Tensor tensor) {
        return Arrays.stream(tensor.shape().dims()).asLongStream().toArray();
    }

    private static ByteBuffer direct(int elements) {
        return ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    private static OnnxTensor floats(Tensor tensor, float[] values) {
        FloatBuffer buffer = direct(values.length).asFloatBuffer().put(values).rewind();
        return checked(() -> OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, dims(tensor)));
    }

    private void put(Tensor input, OnnxTensor tensor) {
        OnnxTensor before = inputs.put(input.name(), tensor);
        if (before != null) {
            before.close();
        }
    }

    @Override
    public void write(Tensor input, float[] values) {
        program.checkInput(input, DType.F32, values.length);
        put(input, floats(input, values));
    }

    @Override
    public void write(Tensor input, int[] values) {
        program.checkInput(input, DType.I32, values.length);
        IntBuffer buffer = direct(values.length).asIntBuffer().put(values).rewind();
        put(input, checked(() -> OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, dims(input))));
    }

    @Override
    public void run() {
        checked(() -> {
            session.run(inputs, outputs).close();
            return true;
        });
    }

    @Override
    public float[] read(Tensor output) {
        program.checkOutput(output);
        var values = new float[output.shape().size()];
        outputs.get(output.name()).getFloatBuffer().get(values);
        return values;
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        checked(() -> {
            session.close();
            return true;
        });
    }
}
