package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Map;

/** {@link DoubleOps} on images. */
final class DoubleImageOps {

    private DoubleImageOps() {}

    /** As {@link DoubleOps#apply}. */
    static double[] apply(ImageOp op, Map<Tensor, double[]> values) {
        return switch (op) {
            case ImageOp.GroupNorm norm -> groupNorm(norm, values);
            case ImageOp.Conv2d conv -> conv2d(conv, values);
            case ImageOp.Upsample upsample -> upsample(upsample, values.get(upsample.x()));
            case ImageOp.Patchify patchify -> patchify(patchify, values.get(patchify.x()));
            case ImageOp.Unpatchify unpatchify -> unpatchify(unpatchify, values.get(unpatchify.x()));
        };
    }

    private static double[] groupNorm(ImageOp.GroupNorm op, Map<Tensor, double[]> values) {
        double[] x = values.get(op.x());
        Shape image = op.x().shape();
        int depth = image.dim(1) / op.groups();
        int pixels = image.dim(2) * image.dim(3);
        int size = depth * pixels;
        var output = new double[x.length];
        for (int group = 0; group < image.dim(0) * op.groups(); group++) {
            double[] normal = DoubleFunctions.standardize(x, group * size, size, op.epsilon());
            for (int i = 0; i < size; i++) {
                int channel = group % op.groups() * depth + i / pixels;
                output[group * size + i] = DoubleFunctions.activate(
                        normal[i] * values.get(op.weight())[channel] + values.get(op.bias())[channel], op.function());
            }
        }
        return output;
    }

    private static double[] conv2d(ImageOp.Conv2d op, Map<Tensor, double[]> values) {
        double[] x = values.get(op.x());
        double[] weight = values.get(op.weight());
        double[] bias = values.get(op.bias());
        Shape image = op.x().shape();
        int size = op.kernelSize();
        var output = new double[op.output().shape().size()];
        int at = 0;
        for (int n = 0; n < image.dim(0); n++) {
            for (int out = 0; out < op.output().shape().dim(1); out++) {
                for (int row = 0; row < image.dim(2); row += op.stride()) {
                    for (int column = 0; column < image.dim(3); column += op.stride()) {
                        double sum = bias[out];
                        for (int in = 0; in < image.dim(1); in++) {
                            for (int i = 0; i < size; i++) {
                                for (int j = 0; j < size; j++) {
                                    int y = row + i - op.margin();
                                    int z = column + j - op.margin();
                                    if (y >= 0 && y < image.dim(2) && z >= 0 && z < image.dim(3)) {
                                        sum += x[index(image, n, in, y, z)]
                                                * weight[index(op.weight().shape(), out, in, i, j)];
                                    }
                                }
                            }
                        }
                        output[at++] = sum;
                    }
                }
            }
        }
        return output;
    }

    private static double[] upsample(ImageOp.Upsample op, double[] x) {
        Shape large = op.output().shape();
        var output = new double[large.size()];
        for (int n = 0; n < large.dim(0); n++) {
            for (int channel = 0; channel < large.dim(1); channel++) {
                for (int row = 0; row < large.dim(2); row++) {
                    for (int column = 0; column < large.dim(3); column++) {
                        output[index(large, n, channel, row, column)] =
                                x[index(op.x().shape(), n, channel, row / op.factor(), column / op.factor())];
                    }
                }
            }
        }
        return output;
    }

    private static double[] patchify(ImageOp.Patchify op, double[] x) {
        Shape image = op.x().shape();
        int patch = op.patch();
        int across = image.dim(3) / patch;
        int tokens = image.dim(2) / patch * across;
        int width = op.output().shape().width();
        var output = new double[x.length];
        for (int n = 0; n < image.dim(0); n++) {
            for (int channel = 0; channel < image.dim(1); channel++) {
                for (int row = 0; row < image.dim(2); row++) {
                    for (int column = 0; column < image.dim(3); column++) {
                        int token = row / patch * across + column / patch;
                        int element = (channel * patch + row % patch) * patch + column % patch;
                        output[(n * tokens + token) * width + element] = x[index(image, n, channel, row, column)];
                    }
                }
            }
        }
        return output;
    }

    private static double[] unpatchify(ImageOp.Unpatchify op, double[] x) {
        Shape image = op.output().shape();
        int patch = op.patch();
        int across = image.dim(3) / patch;
        int tokens = op.x().shape().dim(1);
        int width = op.x().shape().width();
        var output = new double[image.size()];
        for (int n = 0; n < image.dim(0); n++) {
            for (int channel = 0; channel < image.dim(1); channel++) {
                for (int row = 0; row < image.dim(2); row++) {
                    for (int column = 0; column < image.dim(3); column++) {
                        int token = op.skip() + row / patch * across + column / patch;
                        int element = (row % patch * patch + column % patch) * image.dim(1) + channel;
                        output[index(image, n, channel, row, column)] = x[(n * tokens + token) * width + element];
                    }
                }
            }
        }
        return output;
    }

    private static int index(Shape shape, int a, int b, int c, int d) {
        return ((a * shape.dim(1) + b) * shape.dim(2) + c) * shape.dim(3) + d;
    }
}
