package io.github.dit4j.layers;

import static io.github.dit4j.layers.PaperMath.sum;

/** ViT for one image as equations 1 to 4 of arXiv 2010.11929 say, with its linear head, in double precision. */
record PaperViT(ViTConfig config, PaperMath math) {
    private static final double EPSILON = 1e-6;

    PaperViT(ViTConfig config) {
        this(config, new PaperMath(SyntheticModel.weights(config)));
    }

    double[] logits(double[][][] x) {
        double[][] z = PaperMath.sequence(
                new double[][] {math.weight("cls_token")}, math.patches("patch_embed.proj", x));
        z = sum(z, math.rows("pos_embed", config.embedDim()));
        for (int i = 0; i < config.depth(); i++) {
            String name = "blocks." + i;
            z = sum(z, math.selfAttention(name + ".attn", math.norm(name + ".norm1", z, EPSILON), config.numHeads()));
            z = sum(z, math.perceptron(name + ".mlp", math.norm(name + ".norm2", z, EPSILON), PaperMath::geluErf));
        }
        return math.linear("head", math.norm("norm", z, EPSILON)[0]);
    }
}
