package io.github.dit4j.layers;

import static io.github.dit4j.layers.PaperMath.map;
import static io.github.dit4j.layers.PaperMath.norm;
import static io.github.dit4j.layers.PaperMath.part;
import static io.github.dit4j.layers.PaperMath.sum;

import java.util.ArrayDeque;
import java.util.Arrays;

/** U-ViT for one image as the formulas of arXiv 2209.12152 say, section 3.1 included, in double precision. */
record PaperUViT(UViTConfig config, PaperMath math) {
    private static final double EPSILON = 1e-5;

    PaperUViT(UViTConfig config) {
        this(config, new PaperMath(SyntheticModel.weights(config)));
    }

    /**
     * Evaluates it.
     *
     * @param label of the class; −1 without
     * @param context text tokens; none without
     */
    double[][][] output(double[][][] x, double t, int label, double[][] context) {
        int width = config.embedDim();
        double[] time = PaperMath.time(t, width);
        if (config.mlpTimeEmbed()) {
            time = math.linear("time_embed.2", map(math.linear("time_embed.0", time), PaperMath::silu));
        }
        double[][] timeToken = config.timeEmbed() == TimeInput.TOKEN ? new double[][] {time} : new double[0][];
        double[][] labelToken = label < 0 ? new double[0][] : new double[][] {math.row("label_emb.weight", label, width)};
        double[][] text = context.length == 0 ? context : math.linear("context_embed", context);
        double[][] patches = patches(x);
        double[][] h = PaperMath.sequence(labelToken, timeToken, text, patches);
        int before = h.length - patches.length;
        h = switch (config.posEmbed()) {
            case LEARNED -> sum(h, math.rows("pos_embed", width));
            case SINCOS -> sinusoids(h, before);
            case NONE -> h;
        };

        var skips = new ArrayDeque<double[][]>();
        for (int i = 0; i < config.depth() / 2; i++) {
            h = block("in_blocks." + i, h, time);
            skips.push(h);
        }
        h = block("mid_block", h, time);
        for (int i = 0; i < config.depth() / 2; i++) {
            String name = "out_blocks." + i;
            h = block(name, combined(name + ".skip_linear", h, skips.pop()), time);
        }

        h = math.norm("norm", h, EPSILON);
        h = Arrays.copyOfRange(h, before, h.length);
        if (config.conv() == FinalConvolution.BEFORE) {
            h = tokens(math.convolution("decoder_conv", PaperMath.image(h, 1, width), 1));
        }
        double[][][] image = PaperMath.image(math.linear("decoder_pred", h), config.patchSize(), config.inChans());
        return config.conv() == FinalConvolution.AFTER ? math.convolution("final_layer", image, 1) : image;
    }

    private double[][] patches(double[][][] x) {
        if (config.patchEmbed() == PatchStem.CONVOLUTIONS) {
            for (int i = 0; 2 << i <= config.patchSize(); i++) {
                x = math.convolution("patch_embed.convs." + i, x, 2);
                for (double[][] channel : x) {
                    for (double[] row : channel) {
                        Arrays.setAll(row, column -> Math.max(row[column], 0));
                    }
                }
            }
        }
        return math.patches("patch_embed.proj", x);
    }

    /** Row and column of a patch; what stands before the patches has no place. */
    private double[][] sinusoids(double[][] h, int before) {
        int half = config.embedDim() / 2;
        int grid = config.imgSize() / config.patchSize();
        var result = h.clone();
        for (int n = before; n < h.length; n++) {
            double[] row = PaperMath.position((n - before) / grid, half);
            double[] column = PaperMath.position((n - before) % grid, half);
            var placed = h[n].clone();
            for (int i = 0; i < half; i++) {
                placed[i] += row[i];
                placed[half + i] += column[i];
            }
            result[n] = placed;
        }
        return result;
    }

    private double[][] combined(String layer, double[][] main, double[][] skip) {
        return switch (config.skip()) {
            case CONCAT -> {
                var both = new double[main.length][];
                for (int n = 0; n < both.length; n++) {
                    int width = main[n].length;
                    both[n] = Arrays.copyOf(main[n], 2 * width);
                    System.arraycopy(skip[n], 0, both[n], width, width);
                }
                yield math.linear(layer, both);
            }
            case ADD -> sum(main, skip);
            case PROJECT_ADD -> sum(main, math.linear(layer, skip));
            case ADD_PROJECT -> math.linear(layer, sum(main, skip));
            case NONE -> main;
        };
    }

    private double[][] block(String name, double[][] h, double[] time) {
        int width = config.embedDim();
        boolean adaptive = config.timeEmbed() == TimeInput.ADALN;
        double[] y = adaptive ? math.linear(name + ".adaLN_modulation", time) : new double[0];
        double[][] n = adaptive
                ? norm(h, EPSILON, part(y, 0, width), part(y, 1, width))
                : math.norm(name + ".norm1", h, EPSILON);
        h = sum(h, math.selfAttention(name + ".attn", n, config.numHeads()));
        n = adaptive
                ? norm(h, EPSILON, part(y, 2, width), part(y, 3, width))
                : math.norm(name + ".norm2", h, EPSILON);
        return sum(h, math.perceptron(name + ".mlp", n, PaperMath::geluErf));
    }

    /** The pixels of an image, each a token. */
    private static double[][] tokens(double[][][] image) {
        int side = image[0].length;
        var tokens = new double[side * side][image.length];
        for (int c = 0; c < image.length; c++) {
            for (int n = 0; n < tokens.length; n++) {
                tokens[n][c] = image[c][n / side][n % side];
            }
        }
        return tokens;
    }
}
