package io.github.dit4j.sampler;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.DormandPrince;
import io.github.dit4j.sampler.method.DpmSolver;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.ForwardProcess;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a network's weights do not tell about sampling from it: how it was trained, and how its makers sample.
 *
 * @param name for people
 * @param schedule the process it was trained to reverse
 * @param prediction what it predicts
 * @param firstTimestep what it calls the first timestep, 0 or 1
 * @param defaults what a request that says nothing gets
 * @param labels the names of the classes; empty if they have none
 * @param nullClass the class that stands for no class, if it was trained with one
 */
public record ModelCard(
        String name,
        ForwardProcess schedule,
        Prediction prediction,
        int firstTimestep,
        Defaults defaults,
        List<String> labels,
        OptionalInt nullClass) {

    /** Under which name metadata holds a card. */
    public static final String KEY = "dit4j";

    /** Along a side, the latents of an image of 512 pixels. */
    private static final int UVIT_LATENTS_512 = 64;

    /**
     * How its makers sample.
     *
     * @param sampler how
     * @param spacing at which timesteps
     * @param guidance counted as the model's family does
     * @param clip whether predicted images are held in [−1, 1]
     */
    public record Defaults(Sampler sampler, TimestepSpacing spacing, Guidance guidance, boolean clip) {
    }

    /**
     * @throws IllegalArgumentException if the default sampler or its steps do not fit the schedule
     */
    public ModelCard {
        labels = List.copyOf(labels);
        schedule.timeline(defaults.spacing());
        defaults.sampler().check(schedule.timeline(defaults.spacing()), true);
    }

    /**
     * The card of a model of which only the network is known: as the publishers of its family train and sample. DiT:
     * linear schedule, DDPM with 250 steps, scale 4 on three channels. SiT: velocities on the linear path, Dormand–Prince,
     * scale 4 on three channels. U-ViT on latents (4 channels): Stable Diffusion's schedule counted from 1, DPM-Solver++,
     * scale 0.4 (256 pixels), 0.7 (512) or 1 (from text); on pixels: the continuous process, DPM-Solver, no guidance; both
     * "fast" of order 3 with 50 evaluations. A thousand classes are taken for those of ImageNet.
     */
    public static ModelCard published(String name, DiffusionTransformer model) {
        int timesteps = 1000;
        OptionalInt nullClass = nullClass(model);
        return switch (model.family()) {
            case "dit" -> new ModelCard(name, new NoiseSchedule.Linear(timesteps), Prediction.EPSILON, 0,
                    new Defaults(new Ddpm(Variance.AS_TRAINED), TimestepSpacing.evenly(250), Guidance.dit(4), false),
                    labels(model), nullClass);
            // sample.py of SiT: the ODE by Dormand–Prince, scale 4 on three channels.
            case "sit" -> new ModelCard(name, FlowPath.LINEAR, Prediction.VELOCITY, 0,
                    new Defaults(DormandPrince.USUAL, TimestepSpacing.evenly(50), Guidance.dit(4), false),
                    labels(model), nullClass);
            default -> {
                boolean latents = model.channels() == 4;
                var solver = new DpmSolver(
                        latents, 3, DpmSolver.Method.FAST, latents ? TimeGrid.TIME : TimeGrid.LOGSNR);
                yield new ModelCard(
                        name,
                        latents ? new NoiseSchedule.ScaledLinear(timesteps) : new NoiseSchedule.ContinuousVp(timesteps),
                        Prediction.EPSILON,
                        latents ? 1 : 0,
                        new Defaults(solver, TimestepSpacing.evenly(50), Guidance.uvit(uvitScale(model)), false),
                        labels(model),
                        nullClass);
            }
        };
    }

    /**
     * The card of a model.
     *
     * @param name for people, unless the metadata knows a name
     * @param metadata the JSON object under {@code dit4j} in the checkpoint's metadata; what it leaves out is as
     *     {@link #published}
     * @throws IllegalArgumentException if the metadata is malformed or contradicts the network
     */
    public static ModelCard of(String name, Optional<String> metadata, DiffusionTransformer model) {
        ModelCard published = published(name, model);
        return metadata.map(json -> new ModelCardReader(json, published, model).read()).orElse(published);
    }

    /**
     * What a checkpoint carries beside its network: the JSON object in its metadata, or what the folder of its
     * {@linkplain DiffusersPipeline diffusers pipeline} tells.
     *
     * @throws io.github.dit4j.engine.checkpoint.CheckpointException if the files of the pipeline cannot be read
     */
    public static Optional<String> json(Checkpoint checkpoint) {
        return Optional.ofNullable(checkpoint.metadata().get(KEY))
                .or(() -> DiffusersPipeline.around(checkpoint).map(DiffusersPipeline::card));
    }

    /** {@code sample.scale} in the files of U-ViT's {@code configs/}: mscoco, imagenet512, imagenet256; none on pixels. */
    private static double uvitScale(DiffusionTransformer model) {
        if (model.conditioning() instanceof Conditioning.Text) {
            return 1;
        }
        return model.channels() != 4 ? 0 : model.imageSize() >= UVIT_LATENTS_512 ? 0.7 : 0.4;
    }

    private static List<String> labels(DiffusionTransformer model) {
        return model.conditioning() instanceof Conditioning.Classes classes ? ClassNames.usual(classes.count()) : List.of();
    }

    private static OptionalInt nullClass(DiffusionTransformer model) {
        return model.conditioning() instanceof Conditioning.Classes classes ? classes.nullClass() : OptionalInt.empty();
    }

    /** The name of a class, or its number where it has none. */
    public String label(int id) {
        return id < labels.size() ? labels.get(id) : Integer.toString(id);
    }

    /** The names of a mixture's classes with their shares, as a request names them. */
    public String label(ClassMixture mixture) {
        return mixture.size() == 1
                ? label(mixture.classes().getFirst())
                : IntStream.range(0, mixture.size())
                        .mapToObj(k -> label(mixture.classes().get(k)) + ":"
                                + Math.round(mixture.weights().get(k) * 10_000) / 10_000.0)
                        .collect(Collectors.joining("+"));
    }
}
