package io.github.dit4j.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.clip.ClipTextLoader;
import io.github.dit4j.layers.vae.AutoencoderConfig;
import io.github.dit4j.layers.vae.AutoencoderLoader;
import io.github.dit4j.layers.vae.LoadedAutoencoder;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.LatentScale;
import io.github.dit4j.sampler.ModelCard;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is to say about a checkpoint.
 *
 * @param hints what is said about it beside what it tells itself
 */
record CheckpointReport(Checkpoint checkpoint, ModelHints hints) {
    private static final int MOST_LABELS = 20;
    /** Those of Stable Diffusion's autoencoder, which all published networks of latents were trained on. */
    private static final int LATENT_CHANNELS = 4;

    /**
     * Describes it.
     *
     * @param tensors whether to list every tensor
     */
    JsonObject describe(boolean tensors) {
        var found = new JsonObject();
        found.addProperty("file", checkpoint.origin());
        found.addProperty("tensors", checkpoint.names().size());
        found.addProperty("elements", checkpoint.names().stream().mapToLong(name -> checkpoint.shape(name).elements()).sum());
        found.add("types", Json.strings(checkpoint.names().stream()
                .map(name -> checkpoint.dtype(name).name()).collect(Collectors.toCollection(TreeSet::new))));
        losslessType().ifPresent(type -> found.addProperty("lossless_dtype", type.label()));
        describeModel(found);
        var metadata = new JsonObject();
        checkpoint.metadata().forEach(metadata::addProperty);
        if (!metadata.isEmpty()) {
            found.add("metadata", metadata);
        }
        if (tensors) {
            var all = new JsonObject();
            checkpoint.names().forEach(name -> all.addProperty(
                    name, checkpoint.dtype(name) + " " + checkpoint.shape(name)));
            found.add("all_tensors", all);
        }
        return found;
    }

    /** The type of 16 bits in which a device can keep the weights without rounding them, see {@code --dtype}. */
    private Optional<DType> losslessType() {
        Set<DType> matrices = checkpoint.names().stream()
                .filter(name -> checkpoint.dtype(name).isFloat() && checkpoint.shape(name).rank() >= 2)
                .map(checkpoint::dtype).collect(Collectors.toSet());
        return Stream.of(DType.F16, DType.BF16).filter(type -> matrices.equals(Set.of(type))).findFirst();
    }

    private void describeModel(JsonObject found) {
        if (AutoencoderLoader.recognises(checkpoint)) {
            describeAutoencoder(found);
            return;
        }
        if (ClipTextLoader.recognises(checkpoint)) {
            describeTextEncoder(found);
            return;
        }
        try (DiffusionModel model = DiffusionModel.load(checkpoint, hints)) {
            found.addProperty("network", model.network().family());
            found.addProperty("parameters", ModelsCommand.parameters(model.network()));
            found.add("config", JsonParser.parseString(model.network().config().toJson()));
            JsonObject sampling = sampling(model.card());
            if (model.network().channels() == LATENT_CHANNELS) {
                sampling.addProperty("latent_scale",
                        LatentScale.of(model.network(), AutoencoderConfig.stableDiffusion()));
            }
            found.add("sampling", sampling);
        } catch (ModelException reason) {
            found.addProperty("network", "none that can run: " + reason.getMessage());
        }
    }

    private void describeTextEncoder(JsonObject found) {
        try {
            ClipTextLoader.Loaded loaded = ClipTextLoader.load(checkpoint, ModelHints.of(checkpoint).and(hints));
            found.addProperty("network", "text encoder of CLIP");
            found.addProperty("parameters", loaded.encoder().weightShapes().values().stream().mapToLong(Shape::elements).sum());
            found.add("config", JsonParser.parseString(loaded.encoder().config().toJson()));
        } catch (ModelException reason) {
            found.addProperty("network", "none that can run: " + reason.getMessage());
        }
    }

    private void describeAutoencoder(JsonObject found) {
        try {
            LoadedAutoencoder loaded = AutoencoderLoader.load(checkpoint, ModelHints.of(checkpoint).and(hints));
            found.addProperty("network", "autoencoder"
                    + (loaded.decodes() ? loaded.encodes() ? "" : ", decoder only" : ", encoder only"));
            found.addProperty("parameters", loaded.weights().names().stream()
                    .mapToLong(name -> loaded.weights().shape(name).elements()).sum());
            found.add("config", JsonParser.parseString(loaded.autoencoder().config().toJson()));
        } catch (ModelException reason) {
            found.addProperty("network", "none that can run: " + reason.getMessage());
        }
    }

    private static JsonObject sampling(ModelCard card) {
        var sampling = new JsonObject();
        sampling.addProperty("name", card.name());
        sampling.addProperty("schedule", card.schedule().label());
        if (card.schedule() instanceof NoiseSchedule schedule) {
            sampling.addProperty("timesteps", schedule.timesteps());
        }
        sampling.addProperty("prediction", card.prediction().toString().toLowerCase(Locale.ROOT));
        SampleReport.describe(card.defaults().sampler(), sampling);
        sampling.addProperty("steps", card.defaults().spacing().toString());
        sampling.addProperty("cfg_scale", card.defaults().guidance().scales().getFirst());
        sampling.addProperty("cfg_channels", card.defaults().guidance().channels().toString().toLowerCase(Locale.ROOT));
        sampling.addProperty("clip", card.defaults().clip());
        sampling.add("range", Json.numbers(-1, 1));
        if (!card.labels().isEmpty()) {
            int shown = Math.min(card.labels().size(), MOST_LABELS);
            sampling.add("labels", Json.strings(card.labels().subList(0, shown)));
            if (shown < card.labels().size()) {
                sampling.addProperty("labels_in_all", card.labels().size());
            }
        }
        return sampling;
    }
}
