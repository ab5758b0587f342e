package io.github.dit4j.layers.vae;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.layers.ModelException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variational autoencoder of latent diffusion (Rombach et al. 2022): {@code AutoencoderKL} with the {@code Encoder} and
 * {@code Decoder} of latent-diffusion's {@code model.py}. It works on images of any size that {@link #factor} divides.
 * Weights have the names of latent-diffusion; see {@link AutoencoderLoader} for others. Latents are the decoder's own: the
 * {@linkplain AutoencoderConfig#scalingFactor scale} of the latents that a network draws is not applied here.
 *
 * <p>In the shapes, N is the batch, H and W are the extents of the latents, and f is the factor.
 */
public record AutoencoderKL(AutoencoderConfig config) {
    /** The decoder's input. */
    public static final String LATENTS = "z";
    /** The decoder's output and the encoder's input. */
    public static final String IMAGE = "image";
    /** The encoder's output. */
    public static final String MOMENTS = "moments";

    /** How many pixels a latent has along each side, 8 for Stable Diffusion's. */
    public int factor() {
        return 1 << (config.levels() - 1);
    }

    /**
     * From latents to images: {@code decode(z)}.
     *
     * @param batch N
     * @param height H, of the latents
     * @param width W, of the latents
     * @return with the input {@link #LATENTS} {@code [N, embedDim, H, W]} and the output {@link #IMAGE}
     *     {@code [N, 3, f · H, f · W]}, about from −1 to 1
     */
    public Program decoder(int batch, int height, int width) {
        return decoder(ProgramBuilder.named("decoder"), batch, height, width);
    }

    /** The decoder with nothing hidden by fusion, for comparisons; see {@link ProgramBuilder#traced}. */
    public Program tracedDecoder(int batch, int height, int width) {
        return decoder(ProgramBuilder.traced("decoder"), batch, height, width);
    }

    private Program decoder(ProgramBuilder program, int batch, int height, int width) {
        int last = config.levels() - 1;
        Tensor z = program.input(LATENTS, DType.F32, batch, config.embedDim(), height, width);
        var first = program.topBlock("decoder.in");
        Tensor x = first.conv2d("post_quant_conv", z, config.latentChannels(), 1);              // [N, z, H, W]
        x = first.conv2d("decoder.conv_in", x, config.channels(last), 3);                       // [N, C, H, W]
        first.end();
        x = middle(program.block("decoder.mid"), x);                                            // [N, C, H, W]
        for (int level = last; level >= 0; level--) {
            var block = program.block("decoder.up." + level);
            x = resnets(block, x, level, config.layersPerBlock() + 1);                          // [N, C, H, W]
            if (level > 0) {
                x = block.upsample("upsample.nearest", x, 2);                                   // [N, C, 2 · H, 2 · W] …
                x = block.conv2d("upsample.conv", x, config.channels(level), 3);
            }
            block.end();
        }
        program.output(end(program, "decoder", x, config.outChannels(), IMAGE));                // [N, 3, f · H, f · W]
        return program.build();
    }

    /**
     * From images to the distributions of their latents; see {@link LatentDistribution}.
     *
     * @param batch N
     * @param height f · H, of the images
     * @param width f · W, of the images
     * @return with the input {@link #IMAGE} {@code [N, 3, f · H, f · W]}, from −1 to 1, and the output {@link #MOMENTS}
     *     {@code [N, 2 · embedDim, H, W]}
     * @throws ModelException if the factor does not divide the extents
     */
    public Program encoder(int batch, int height, int width) {
        return encoder(ProgramBuilder.named("encoder"), batch, height, width);
    }

    private Program encoder(ProgramBuilder program, int batch, int height, int width) {
        if (height % factor() != 0 || width % factor() != 0) {
            throw new ModelException("an image of " + width + "×" + height + " pixels has no whole latents of "
                    + factor() + "×" + factor() + " pixels; crop it or give it another size");
        }
        int last = config.levels() - 1;
        Tensor image = program.input(IMAGE, DType.F32, batch, config.inChannels(), height, width);
        var first = program.topBlock("encoder.in");
        Tensor x = first.conv2d("encoder.conv_in", image, config.channels(0), 3);               // [N, C, f · H, f · W]
        first.end();
        for (int level = 0; level <= last; level++) {
            var block = program.block("encoder.down." + level);
            x = resnets(block, x, level, config.layersPerBlock());
            if (level < last) {
                // The published layer pads below and to the right only.
                x = block.conv2d("downsample.conv", x, config.channels(level), 3, 2, 0);
            }
            block.end();
        }
        x = middle(program.block("encoder.mid"), x);                                            // [N, C, H, W]
        x = end(program, "encoder", x, 2 * config.latentChannels(), "encoder.conv_out");        // [N, 2 · z, H, W]
        var moments = program.topBlock("moments");
        int out = 2 * config.embedDim();
        program.output(moments.conv2d(MOMENTS, x,
                moments.weight("quant_conv.weight", out, 2 * config.latentChannels(), 1, 1),
                moments.weight("quant_conv.bias", out)));
        moments.end();
        return program.build();
    }

    private Tensor resnets(BlockBuilder block, Tensor x, int level, int count) {
        for (int i = 0; i < count; i++) {
            x = new ResnetBlock(config.normNumGroups()).apply(block, "block." + i, x, config.channels(level));
            if (config.attentionLevels().contains(level)) {
                x = new SpatialAttention(config.normNumGroups()).apply(block, "attn." + i, x);
            }
        }
        return x;
    }

    private Tensor middle(BlockBuilder block, Tensor x) {
        var resnet = new ResnetBlock(config.normNumGroups());
        int channels = x.shape().dim(1);
        x = resnet.apply(block, "block_1", x, channels);
        x = new SpatialAttention(config.normNumGroups()).apply(block, "attn_1", x);
        x = resnet.apply(block, "block_2", x, channels);
        block.end();
        return x;
    }

    private Tensor end(ProgramBuilder program, String half, Tensor x, int out, String output) {
        var last = program.topBlock(half + ".out");
        int channels = x.shape().dim(1);
        x = last.groupNorm(half + ".norm_out", x, config.normNumGroups(), ResnetBlock.EPSILON, Activation.SILU);
        x = last.conv2d(output, x, last.weight(half + ".conv_out.weight", out, channels, 3, 3),
                last.weight(half + ".conv_out.bias", out));
        last.end();
        return x;
    }

    /** Names and shapes of the decoder's weights. */
    public Map<String, Shape> decoderWeights() {
        return decoder(1, 1, 1).weightShapes();
    }

    /** Names and shapes of the encoder's weights. */
    public Map<String, Shape> encoderWeights() {
        return encoder(1, factor(), factor()).weightShapes();
    }

    /** Names and shapes of all weights. */
    public Map<String, Shape> weightShapes() {
        var shapes = new LinkedHashMap<>(encoderWeights());
        shapes.putAll(decoderWeights());
        return shapes;
    }
}
