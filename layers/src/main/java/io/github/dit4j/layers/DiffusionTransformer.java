package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A transformer that predicts the noise of noisy images, or what else it was trained to (a SiT their velocity), from them
 * and their times. It holds no weights: it writes programs, whose weights have the names of the published checkpoints.
 *
 * <p>Programs have the inputs {@code x} {@code [batch, channels, imageSize, imageSize]}, {@code t} {@code [batch]}
 * (F32, also where timesteps are whole numbers) and, as {@link #conditioning} says, {@code y} {@code [batch]} (I32) or
 * {@code context} {@code [batch, tokens, width]}; the result is {@code output}.
 */
public sealed interface DiffusionTransformer extends Network permits DiT, UViT {

    /** The sizes and choices that define it. */
    ModelConfig config();

    @Override
    default String family() {
        return config().family();
    }

    /** Channels of x. */
    int channels();

    /** Height and width of x. */
    int imageSize();

    /** Channels of the output: those of x, twice as many for a DiT that learned the variance. */
    int outputChannels();

    /** What it is told about the image. */
    Conditioning conditioning();

    /**
     * Adds the network to a program.
     *
     * @param x {@code [batch, channels, imageSize, imageSize]}
     * @param t {@code [batch]}
     * @param condition {@code y} or {@code context}, as {@link #conditioning} says
     * @param output the name of the result
     * @return {@code [batch, outputChannels, imageSize, imageSize]}
     */
    Tensor network(ProgramBuilder program, Tensor x, Tensor t, Optional<Tensor> condition, String output);

    @Override
    default Program forward(int batch) {
        return forward(ProgramBuilder.named(family()), batch);
    }

    /** One evaluation in which nothing is hidden by fusion, see {@link ProgramBuilder#traced}. */
    default Program traced(int batch) {
        return forward(ProgramBuilder.traced(family()), batch);
    }

    private Program forward(ProgramBuilder program, int batch) {
        Tensor x = program.input("x", DType.F32, batch, channels(), imageSize(), imageSize());
        Tensor t = program.input("t", DType.F32, batch);
        program.output(network(program, x, t, conditionInput(program, batch), "output"));
        return program.build();
    }

    /**
     * One evaluation for several conditions at once, joined by classifier-free guidance. The inputs {@code x} and
     * {@code t} hold each image once; {@code y} or {@code context} holds {@code conditions · images}, condition by
     * condition, the one to move away from last; {@code scales} is {@code [conditions − 1, images]}, see
     * {@link io.github.dit4j.engine.op.Op.Guide}.
     *
     * @param images how many images
     * @param conditions how many conditions for each image, at least 2
     * @param channels how many channels of the output are guided; the others are those of the first condition
     * @throws ModelException if the model is unconditional, or there are fewer conditions
     */
    default Program guided(int images, int conditions, int channels) {
        if (conditions < 2) {
            throw new ModelException("guidance compares at least 2 conditions, not " + conditions);
        }
        var program = ProgramBuilder.named(family() + "-guided");
        Tensor predictions = predictions(program, images, conditions);
        Tensor scales = program.input("scales", DType.F32, conditions - 1, images);
        var guidance = program.topBlock("guidance");
        program.output(guidance.guide("output", predictions, scales, channels));
        guidance.end();
        return program.build();
    }

    /**
     * As {@link #guided}, for a mixture of conditions that is moved away from another: in all channels the predictions of
     * the first conditions are averaged with {@code weights} {@code [mixed − 1, images]} (the weights of an image and that
     * of its last label add up to 1), then guided by {@code scales} {@code [1, images]}. {@code y} or {@code context} holds
     * {@code (mixed + 1) · images}.
     *
     * @param mixed how many conditions are mixed for an image, at least 2
     * @param channels how many channels of the output are guided; the others are those of the mixture
     * @throws ModelException if the model is unconditional, or fewer are mixed
     */
    default Program guidedMixture(int images, int mixed, int channels) {
        if (mixed < 2) {
            throw new ModelException("a mixture has at least 2 conditions, not " + mixed);
        }
        var program = ProgramBuilder.named(family() + "-mixed");
        Tensor predictions = predictions(program, images, mixed + 1);
        Tensor weights = program.input("weights", DType.F32, mixed - 1, images);
        Tensor scales = program.input("scales", DType.F32, 1, images);
        var guidance = program.topBlock("guidance");
        Tensor several = guidance.narrow("several", predictions, 0, 0, mixed * images);
        Tensor mixture = guidance.guide("mixture", several, weights, outputChannels());
        Tensor away = guidance.narrow("away", predictions, 0, mixed * images, images);
        Tensor both = guidance.concat("both", List.of(mixture, away), 0);
        program.output(guidance.guide("output", both, scales, channels));
        guidance.end();
        return program.build();
    }

    /** {@code [conditions · images, …]}: the network for every image under each of its conditions. */
    private Tensor predictions(ProgramBuilder program, int images, int conditions) {
        Tensor x = program.input("x", DType.F32, images, channels(), imageSize(), imageSize());
        Tensor t = program.input("t", DType.F32, images);
        Optional<Tensor> condition = conditionInput(program, conditions * images);
        if (condition.isEmpty()) {
            throw new ModelException("an unconditional model cannot be guided; sample it without a guidance scale");
        }
        var repeat = program.topBlock("repeat");
        Tensor xs = repeat.concat("x.repeated", Collections.nCopies(conditions, x), 0);
        Tensor ts = repeat.concat("t.repeated", Collections.nCopies(conditions, t), 0);
        repeat.end();
        return network(program, xs, ts, condition, "predictions");
    }

    private Optional<Tensor> conditionInput(ProgramBuilder program, int batch) {
        return switch (conditioning()) {
            case Conditioning.None _ -> Optional.empty();
            case Conditioning.Classes _ -> Optional.of(program.input("y", DType.I32, batch));
            case Conditioning.Text(int tokens, int width) ->
                    Optional.of(program.input("context", DType.F32, batch, tokens, width));
        };
    }
}
