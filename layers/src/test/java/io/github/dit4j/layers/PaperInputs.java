package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Inputs of a network, and one image of them as the plain computations take it. */
record PaperInputs(Map<String, TensorData> tensors) {

    /**
     * Normally distributed inputs.
     *
     * @param times small enough for the float angle of a sinusoid to be exact to 5e-7
     * @param labels one for each image, unused where the network wants none
     */
    static PaperInputs of(Program program, float[] times, int[] labels) {
        var random = new Random(42);
        var inputs = new HashMap<String, TensorData>();
        for (Tensor input : program.inputs()) {
            inputs.put(input.name(), switch (input.name()) {
                case "t" -> TensorData.of(input.shape(), times);
                case "y" -> TensorData.of(input.shape(), labels);
                default -> normal(input.shape(), random);
            });
        }
        return new PaperInputs(inputs);
    }

    private static TensorData normal(Shape shape, Random random) {
        var values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return TensorData.of(shape, values);
    }

    /** Image n, {@code [channel][row][column]}. */
    double[][][] image(int n) {
        TensorData x = tensors.get("x");
        var image = new double[x.shape().dim(1)][][];
        Arrays.setAll(image, channel -> rows(x, n * image.length + channel));
        return image;
    }

    /** The label of image n; −1 if there is none. */
    int label(int n) {
        return tensors.containsKey("y") ? tensors.get("y").toInts()[n] : -1;
    }

    /** The text tokens of image n; none if there is no text. */
    double[][] context(int n) {
        return tensors.containsKey("context") ? rows(tensors.get("context"), n) : new double[0][];
    }

    /** The two innermost axes of entry n of the outer ones. */
    private static double[][] rows(TensorData data, int n) {
        double[] all = data.toDoubles();
        int rank = data.shape().rank();
        int count = data.shape().dim(rank - 2);
        int width = data.shape().dim(rank - 1);
        var rows = new double[count][];
        Arrays.setAll(rows, row -> PaperMath.part(all, n * count + row, width));
        return rows;
    }
}
