package io.github.dit4j.sampler;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.JsonError;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.DormandPrince;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.ForwardProcess;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads a {@link ModelCard} from the JSON object under {@code dit4j} in a checkpoint's metadata. */
final class ModelCardReader {
    private static final int MOST_TIMESTEPS = 1_000_000;
    private static final int USUAL_TIMESTEPS = 1000;

    private final JsonObject card;
    private final ModelCard published;
    private final DiffusionTransformer model;

    /**
     * @param json the object
     * @param published what holds where it says nothing
     * @param model the network that it has to fit
     */
    ModelCardReader(String json, ModelCard published, DiffusionTransformer model) {
        this.card = object(json);
        this.published = published;
        this.model = model;
    }

    private static JsonObject object(String json) {
        try {
            if (JsonParser.parseString(json) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonParseException malformed) {
            throw wrong("is not JSON: " + JsonError.reason(malformed));
        }
        throw wrong("is not a JSON object");
    }

    ModelCard read() {
        string(card, "family").filter(family -> !family.equals(model.family())).ifPresent(family -> {
            throw wrong("says family " + family + ", but the weights are those of a " + model.family());
        });
        int timesteps = integer(card, "timesteps").orElse(
                published.schedule() instanceof NoiseSchedule known ? known.timesteps() : USUAL_TIMESTEPS);
        if (timesteps < 1 || timesteps > MOST_TIMESTEPS) {
            throw wrong("says timesteps " + timesteps + ", not 1 to " + MOST_TIMESTEPS);
        }
        requireUsualRange();
        // Whoever names the schedule counts from 0, unless told otherwise.
        boolean namesSchedule = card.has("schedule");
        ForwardProcess schedule = schedule(timesteps);
        return new ModelCard(
                string(card, "name").orElse(published.name()),
                schedule,
                prediction(schedule),
                integer(card, "first_timestep").orElse(namesSchedule ? 0 : published.firstTimestep()),
                defaults(schedule),
                labels(),
                nullClass());
    }

    /** A schedule of betas or, for flow matching, a path; a model has one of them. */
    private ForwardProcess schedule(int timesteps) {
        Optional<ForwardProcess> path = string(card, "path").map(FlowPath::named);
        Optional<ForwardProcess> named = string(card, "schedule").map(name -> NoiseSchedule.named(name, timesteps));
        if (path.isPresent() && named.isPresent()) {
            throw wrong("names both a schedule and a path; a model of flow matching has a path only");
        }
        ForwardProcess usual = published.schedule() instanceof NoiseSchedule known
                ? NoiseSchedule.named(known.name(), timesteps)
                : published.schedule();
        return path.or(() -> named).orElse(usual);
    }

    private Prediction prediction(ForwardProcess schedule) {
        boolean flow = schedule instanceof FlowPath;
        // Whoever names another kind of process than the family's has its usual prediction.
        Prediction usual = flow == published.schedule() instanceof FlowPath ? published.prediction()
                : flow ? Prediction.VELOCITY : Prediction.EPSILON;
        Prediction prediction = string(card, "prediction").map(Prediction::named).orElse(usual);
        if (prediction == Prediction.VELOCITY && !flow) {
            throw wrong("says prediction \"velocity\", but \"velocity\" is not known to the schedule " + schedule.label()
                    + "; it needs a path of flow matching: \"path\": \"linear\", \"gvp\" or \"vp\"");
        }
        return prediction;
    }

    /** The usual sampler, or the usual one of flow matching where the family's does not go with the process. */
    private Sampler sampler(ForwardProcess schedule) {
        boolean known = schedule instanceof FlowPath == published.schedule() instanceof FlowPath;
        return known ? published.defaults().sampler()
                : schedule instanceof FlowPath ? DormandPrince.USUAL : new Ddim(0);
    }

    private ModelCard.Defaults defaults(ForwardProcess schedule) {
        JsonObject given = value(card, "defaults", JsonElement::getAsJsonObject).orElseGet(JsonObject::new);
        ModelCard.Defaults usual = published.defaults();
        // A number, or a text such as "ddim50".
        Optional<TimestepSpacing> steps = value(given, "steps", JsonElement::getAsString).map(TimestepSpacing::parse);
        Optional<Double> scale = value(given, "cfg_scale", JsonElement::getAsDouble);
        Guidance guidance = scale.map(s -> usual.guidance().withScales(List.of(s))).orElse(usual.guidance());
        boolean allChannels = value(given, "cfg_all_channels", JsonElement::getAsBoolean).orElse(false);
        Sampler sampler = string(given, "sampler").map(Sampler::named).orElseGet(() -> sampler(schedule));
        return new ModelCard.Defaults(
                value(given, "variance", ModelCardReader::variance).map(type -> ddpm(sampler, type)).orElse(sampler),
                steps.orElse(usual.spacing()),
                allChannels ? guidance.onAllChannels() : guidance,
                value(given, "clip", JsonElement::getAsBoolean).orElse(usual.clip()));
    }

    private static Variance variance(JsonElement element) {
        String word = element.getAsString();
        return Arrays.stream(Variance.values()).filter(type -> type.name().equalsIgnoreCase(word)).findFirst()
                .orElseThrow(IllegalStateException::new);
    }

    private static Sampler ddpm(Sampler sampler, Variance variance) {
        if (!(sampler instanceof Ddpm)) {
            throw wrong("says a variance, which only the sampler ddpm has, not " + sampler.name());
        }
        return new Ddpm(variance);
    }

    private List<String> labels() {
        var labels = new ArrayList<String>();
        value(card, "labels", JsonElement::getAsJsonArray).ifPresent(names -> names.forEach(
                name -> labels.add(convert("labels", name, JsonElement::getAsString))));
        if (!labels.isEmpty() && model.conditioning() instanceof Conditioning.Classes classes
                && labels.size() != classes.count()) {
            throw wrong("names " + labels.size() + " labels, but the network has " + classes.count() + " classes");
        }
        return labels.isEmpty() ? published.labels() : labels;
    }

    private OptionalInt nullClass() {
        OptionalInt given = integer(card, "null_label").map(OptionalInt::of).orElse(published.nullClass());
        if (!given.equals(published.nullClass())) {
            throw wrong("says null_label " + given.getAsInt() + ", but the null class of the network is "
                    + (published.nullClass().isPresent() ? published.nullClass().getAsInt() : "missing"));
        }
        return given;
    }

    private void requireUsualRange() {
        value(card, "range", JsonElement::getAsJsonArray).ifPresent(range -> {
            boolean usual = range.size() == 2
                    && convert("range", range.get(0), JsonElement::getAsDouble) == -1
                    && convert("range", range.get(1), JsonElement::getAsDouble) == 1;
            if (!usual) {
                throw wrong("says range " + range + "; only images in [-1, 1] are known");
            }
        });
    }

    private static Optional<String> string(JsonObject object, String key) {
        return value(object, key, JsonElement::getAsString);
    }

    private static Optional<Integer> integer(JsonObject object, String key) {
        return value(object, key, ModelCardReader::integer);
    }

    /** Only a number written in another way, as in 1e3, takes BigDecimal, whose tables are the work of some milliseconds. */
    private static int integer(JsonElement element) {
        String written = element.getAsString();
        try {
            return Integer.parseInt(written);
        } catch (NumberFormatException _) {
            return element.getAsBigDecimal().intValueExact();
        }
    }

    private static <T> Optional<T> value(JsonObject object, String key, Function<JsonElement, T> as) {
        return object.has(key) && !object.get(key).isJsonNull()
                ? Optional.of(convert(key, object.get(key), as))
                : Optional.empty();
    }

    private static <T> T convert(String key, JsonElement element, Function<JsonElement, T> as) {
        try {
            return as.apply(element);
        } catch (IllegalStateException | UnsupportedOperationException | ArithmeticException
                | NumberFormatException otherType) {
            throw wrong("has a wrong value for \"" + key + "\": " + element);
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the metadata \"dit4j\" of the checkpoint " + what);
    }
}
