package io.github.dit4j.layers;

import static io.github.dit4j.layers.PaperMath.map;
import static io.github.dit4j.layers.PaperMath.norm;
import static io.github.dit4j.layers.PaperMath.part;
import static io.github.dit4j.layers.PaperMath.sum;

import java.util.Arrays;

/** DiT for one image as section 3.2 and figure 3 of arXiv 2212.09748 say, in double precision. */
record PaperDiT(DiTConfig config, PaperMath math) {
    private static final double EPSILON = 1e-6;

    PaperDiT(DiTConfig config) {
        this(config, new PaperMath(SyntheticModel.weights(config)));
    }

    /**
     * Evaluates it.
     *
     * @param label of the class; −1 without
     */
    double[][][] output(double[][][] x, double t, int label) {
        int width = config.hiddenSize();
        double[] time = math.linear("t_embedder.mlp.2",
                map(math.linear("t_embedder.mlp.0", PaperMath.time(t, 256)), PaperMath::silu));
        double[][] condition = label < 0
                ? new double[][] {time}
                : new double[][] {time, math.row("y_embedder.embedding_table.weight", label, width)};
        double[] c = map(Arrays.stream(condition).reduce(PaperMath::sum).orElseThrow(), PaperMath::silu);

        double[][] h = math.patches("x_embedder.proj", x);
        int patches = h.length;
        int grid = (int) Math.round(Math.sqrt(patches));
        for (int n = 0; n < patches; n++) {
            double[] column = PaperMath.position(n % grid, width / 2);
            double[] row = PaperMath.position(n / grid, width / 2);
            double[] place = Arrays.copyOf(column, width);   // here the column goes first
            System.arraycopy(row, 0, place, width / 2, width / 2);
            h[n] = sum(h[n], place);
        }
        if (config.kind() == DiTBlockKind.IN_CONTEXT) {
            h = PaperMath.sequence(h, condition);
        }
        for (int i = 0; i < config.depth(); i++) {
            h = block("blocks." + i, h, c, condition);
        }
        h = Arrays.copyOf(h, patches);
        h = switch (config.kind()) {
            case IN_CONTEXT, CROSS_ATTENTION -> math.norm("final_layer.norm_final", h, EPSILON);
            case ADALN, ADALN_ZERO -> {
                double[] m = math.linear("final_layer.adaLN_modulation.1", c);
                yield norm(h, EPSILON, map(part(m, 1, width), scale -> 1 + scale), part(m, 0, width));
            }
        };
        int channels = config.learnSigma() ? 2 * config.inChannels() : config.inChannels();
        double[][][] image = PaperMath.image(math.linear("final_layer.linear", h), config.patchSize(), channels);
        return config.family().equals("sit") ? Arrays.copyOf(image, config.inChannels()) : image;
    }

    private double[][] block(String name, double[][] h, double[] c, double[][] condition) {
        return switch (config.kind()) {
            case IN_CONTEXT -> mlp(name, attention(name, h));
            case CROSS_ATTENTION -> {
                h = attention(name, h);
                double[][] n = math.norm(name + ".norm_cross", h, EPSILON);
                yield mlp(name, sum(h, math.crossAttention(name + ".cross_attn", n, condition, config.numHeads())));
            }
            case ADALN, ADALN_ZERO -> modulated(name, h, c);
        };
    }

    private double[][] attention(String name, double[][] h) {
        return sum(h, math.selfAttention(name + ".attn", math.norm(name + ".norm1", h, EPSILON), config.numHeads()));
    }

    private double[][] mlp(String name, double[][] h) {
        return sum(h, math.perceptron(name + ".mlp", math.norm(name + ".norm2", h, EPSILON), PaperMath::geluTanh));
    }

    /** γ₁, β₁, γ₂, β₂ of adaLN, and in adaLN-Zero the gates α₁, α₂ after each pair; the code scales by 1 + γ. */
    private double[][] modulated(String name, double[][] h, double[] c) {
        int width = config.hiddenSize();
        boolean gated = config.kind() == DiTBlockKind.ADALN_ZERO;
        int second = gated ? 3 : 2;
        double[] m = math.linear(name + ".adaLN_modulation.1", c);
        double[][] n = norm(h, EPSILON, map(part(m, 1, width), scale -> 1 + scale), part(m, 0, width));
        h = sum(h, gated(math.selfAttention(name + ".attn", n, config.numHeads()), m, gated ? 2 : -1));
        n = norm(h, EPSILON, map(part(m, second + 1, width), scale -> 1 + scale), part(m, second, width));
        return sum(h, gated(math.perceptron(name + ".mlp", n, PaperMath::geluTanh), m, gated ? 5 : -1));
    }

    private static double[][] gated(double[][] branch, double[] m, int gate) {
        if (gate < 0) {
            return branch;
        }
        var result = new double[branch.length][];
        for (int n = 0; n < branch.length; n++) {
            double[] alpha = part(m, gate, branch[n].length);
            double[] token = branch[n];
            Arrays.setAll(alpha, i -> alpha[i] * token[i]);
            result[n] = alpha;
        }
        return result;
    }
}
