package io.github.dit4j.peers;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A loaded module with its arguments. */
final class TorchScriptExecutor implements Executor {
    private final Program program;
    private final Model model;
    private final Predictor<NDList, NDList> predictor;
    private final Map<Tensor, NDArray> inputs = new HashMap<>();
    private NDList outputs = new NDList();

    /**
     * Takes over a model.
     *
     * @param model closed with this executor
     */
    TorchScriptExecutor(Program program, Model model) {
        this.program = program;
        this.model = model;
        predictor = model.newPredictor(new NoopTranslator());
    }

    private static Shape shape(Tensor tensor) {
        return new Shape(Arrays.stream(tensor.shape().dims()).asLongStream().toArray());
    }

    private void put(Tensor input, NDArray values) {
        NDArray before = inputs.put(input, values);
        if (before != null) {
            before.close();
        }
    }

    @Override
    public void write(Tensor input, float[] values) {
        program.checkInput(input, DType.F32, values.length);
        put(input, model.getNDManager().create(values, shape(input)));
    }

    @Override
    public void write(Tensor input, int[] values) {
        program.checkInput(input, DType.I32, values.length);
        put(input, model.getNDManager().create(Arrays.stream(values).asLongStream().toArray(), shape(input)));
    }

    @Override
    public void run() {
        outputs.close();
        try {
            outputs = predictor.predict(new NDList(program.inputs().stream().map(inputs::get).toList()));
        } catch (TranslateException failed) {
            throw new DeviceException("libtorch: " + failed.getMessage(), failed);
        }
    }

    @Override
    public float[] read(Tensor output) {
        program.checkOutput(output);
        return outputs.get(program.outputs().indexOf(output)).toFloatArray();
    }

    @Override
    public void close() {
        outputs.close();
        predictor.close();
        model.close();
    }
}
