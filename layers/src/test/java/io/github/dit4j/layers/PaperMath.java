package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The layers of the papers as their formulas say, in double precision and for one image: plain loops that share nothing
 * with the engine. Tokens are {@code [token][element]}, images {@code [channel][row][column]}.
 *
 * @param weights with the names that the networks use
 */
record PaperMath(Weights weights) {
    private static final int INTERVALS = 400;

    double[] weight(String name) {
        return weights.get(name).toDoubles();
    }

    private boolean has(String name) {
        return weights.names().contains(name);
    }

    /** {@code W x + b}; there is no b where the checkpoint has none. */
    double[] linear(String layer, double[] x) {
        double[] w = weight(layer + ".weight");
        double[] y = has(layer + ".bias") ? weight(layer + ".bias") : new double[w.length / x.length];
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    double[][] linear(String layer, double[][] tokens) {
        return Arrays.stream(tokens).map(token -> linear(layer, token)).toArray(double[][]::new);
    }

    static double[] map(double[] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).toArray();
    }

    static double[][] map(double[][] tokens, DoubleUnaryOperator f) {
        return Arrays.stream(tokens).map(token -> map(token, f)).toArray(double[][]::new);
    }

    static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** {@code x Φ(x)}, with Φ by Simpson's rule: exact to 1e-9 for |x| ≤ 6. */
    static double geluErf(double x) {
        double h = x / INTERVALS;
        double sum = 0;
        for (int i = 0; i <= INTERVALS; i++) {
            int factor = i == 0 || i == INTERVALS ? 1 : i % 2 == 1 ? 4 : 2;
            sum += factor * Math.exp(-(i * h) * (i * h) / 2);
        }
        return x * (0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI));
    }

    /** {@code (x − mean) / √(variance + ε)}. */
    static double[] normalize(double[] x, double epsilon) {
        double mean = Arrays.stream(x).sum() / x.length;
        double variance = Arrays.stream(x).map(e -> (e - mean) * (e - mean)).sum() / x.length;
        return map(x, e -> (e - mean) / Math.sqrt(variance + epsilon));
    }

    /** {@code scale · normalize(x) + shift}, the same for all tokens. */
    static double[][] norm(double[][] tokens, double epsilon, double[] scale, double[] shift) {
        var result = new double[tokens.length][];
        for (int n = 0; n < tokens.length; n++) {
            result[n] = normalize(tokens[n], epsilon);
            for (int i = 0; i < scale.length; i++) {
                result[n][i] = scale[i] * result[n][i] + shift[i];
            }
        }
        return result;
    }

    double[][] norm(String layer, double[][] tokens, double epsilon) {
        return norm(tokens, epsilon, weight(layer + ".weight"), weight(layer + ".bias"));
    }

    /** {@code softmax(q kᵀ / √d) v} for each head. */
    static double[][] attention(double[][] q, double[][] k, double[][] v, int heads) {
        int width = q[0].length;
        int d = width / heads;
        var result = new double[q.length][width];
        for (int n = 0; n < q.length; n++) {
            for (int head = 0; head < heads; head++) {
                var weights = new double[k.length];
                double sum = 0;
                for (int m = 0; m < k.length; m++) {
                    double score = 0;
                    for (int i = head * d; i < (head + 1) * d; i++) {
                        score += q[n][i] * k[m][i];
                    }
                    weights[m] = Math.exp(score / Math.sqrt(d));
                    sum += weights[m];
                }
                for (int m = 0; m < k.length; m++) {
                    for (int i = head * d; i < (head + 1) * d; i++) {
                        result[n][i] += weights[m] / sum * v[m][i];
                    }
                }
            }
        }
        return result;
    }

    double[][] selfAttention(String layer, double[][] tokens, int heads) {
        int width = tokens[0].length;
        double[][] qkv = linear(layer + ".qkv", tokens);
        return linear(layer + ".proj", attention(
                columns(qkv, 0, width), columns(qkv, width, 2 * width), columns(qkv, 2 * width, 3 * width), heads));
    }

    double[][] crossAttention(String layer, double[][] tokens, double[][] condition, int heads) {
        int width = tokens[0].length;
        double[][] kv = linear(layer + ".kv", condition);
        return linear(layer + ".proj", attention(
                linear(layer + ".q", tokens), columns(kv, 0, width), columns(kv, width, 2 * width), heads));
    }

    double[][] perceptron(String layer, double[][] tokens, DoubleUnaryOperator function) {
        return linear(layer + ".fc2", map(linear(layer + ".fc1", tokens), function));
    }

    /** A convolution of 3×3 with zeros around the image. */
    double[][][] convolution(String layer, double[][][] image, int stride) {
        double[] w = weight(layer + ".weight");
        double[] b = weight(layer + ".bias");
        int side = image[0].length;
        int size = (side + stride - 1) / stride;
        var result = new double[b.length][size][size];
        for (int o = 0; o < b.length; o++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    double sum = b[o];
                    for (int c = 0; c < image.length; c++) {
                        for (int i = 0; i < 3; i++) {
                            for (int j = 0; j < 3; j++) {
                                int row = y * stride + i - 1;
                                int column = x * stride + j - 1;
                                if (row >= 0 && row < side && column >= 0 && column < side) {
                                    sum += w[((o * image.length + c) * 3 + i) * 3 + j] * image[c][row][column];
                                }
                            }
                        }
                    }
                    result[o][y][x] = sum;
                }
            }
        }
        return result;
    }

    /** A convolution whose stride is the size of its filter: each patch becomes a token. */
    double[][] patches(String layer, double[][][] image) {
        Shape shape = weights.shape(layer + ".weight");
        double[] w = weight(layer + ".weight");
        double[] b = weight(layer + ".bias");
        int patch = shape.dim(2);
        int grid = image[0].length / patch;
        var tokens = new double[grid * grid][b.length];
        for (int n = 0; n < tokens.length; n++) {
            for (int o = 0; o < b.length; o++) {
                tokens[n][o] = b[o];
                for (int c = 0; c < image.length; c++) {
                    for (int i = 0; i < patch; i++) {
                        for (int j = 0; j < patch; j++) {
                            tokens[n][o] += w[((o * image.length + c) * patch + i) * patch + j]
                                    * image[c][n / grid * patch + i][n % grid * patch + j];
                        }
                    }
                }
            }
        }
        return tokens;
    }

    /** The image of patches whose elements stand in the order (row, column, channel). */
    static double[][][] image(double[][] tokens, int patch, int channels) {
        int grid = (int) Math.round(Math.sqrt(tokens.length));
        var image = new double[channels][grid * patch][grid * patch];
        for (int n = 0; n < tokens.length; n++) {
            for (int e = 0; e < tokens[n].length; e++) {
                int pixel = e / channels;
                image[e % channels][n / grid * patch + pixel / patch][n % grid * patch + pixel % patch] = tokens[n][e];
            }
        }
        return image;
    }

    /** {@code cos(t f) ‖ sin(t f)} with {@code f = 10000^(−i / half)}. */
    static double[] time(double t, int width) {
        int half = width / 2;
        var features = new double[width];
        for (int i = 0; i < half; i++) {
            double frequency = Math.pow(10_000, -i / (double) half);
            features[i] = Math.cos(t * frequency);
            features[half + i] = Math.sin(t * frequency);
        }
        return features;
    }

    /** {@code sin(p f) ‖ cos(p f)}. */
    static double[] position(int p, int width) {
        double[] time = time(p, width);
        var features = new double[width];
        System.arraycopy(time, width / 2, features, 0, width / 2);
        System.arraycopy(time, 0, features, width / 2, width / 2);
        return features;
    }

    /** Row {@code index} of a table of rows. */
    double[] row(String name, int index, int width) {
        return Arrays.copyOfRange(weight(name), index * width, (index + 1) * width);
    }

    double[][] rows(String name, int width) {
        var rows = new double[weight(name).length / width][];
        Arrays.setAll(rows, index -> row(name, index, width));
        return rows;
    }

    static double[] part(double[] x, int index, int width) {
        return Arrays.copyOfRange(x, index * width, (index + 1) * width);
    }

    private static double[][] columns(double[][] tokens, int from, int to) {
        return Arrays.stream(tokens).map(token -> Arrays.copyOfRange(token, from, to)).toArray(double[][]::new);
    }

    static double[] sum(double[] a, double[] b) {
        var result = new double[a.length];
        Arrays.setAll(result, i -> a[i] + b[i]);
        return result;
    }

    static double[][] sum(double[][] a, double[][] b) {
        var result = new double[a.length][];
        Arrays.setAll(result, n -> sum(a[n], b[n]));
        return result;
    }

    /** One token after another. */
    static double[][] sequence(double[][]... parts) {
        return Arrays.stream(parts).flatMap(Arrays::stream).toArray(double[][]::new);
    }

    static double[] flat(double[][][] image) {
        return Arrays.stream(image).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
    }
}
