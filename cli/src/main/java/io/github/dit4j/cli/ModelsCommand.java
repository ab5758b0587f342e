package io.github.dit4j.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.layers.Network;
import io.github.dit4j.sampler.DiffusionModel;
import java.util.ArrayList;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dit4j models}. */
@Command(
        name = "models",
        header = "List the models in dit4j and the published sizes.%n",
        description = {
            "Models in dit4j are ready to draw. A published size says what a checkpoint is; its weights come from a file:"
                    + " sample --model FILE."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j sample --model digits-dit",
            "  dit4j synth --model dit-s-2 -o dit-s-2.safetensors    with synthetic weights"
        })
final class ModelsCommand implements Runnable {
    private final Terminal terminal;
    private final ModelCatalogue catalogue;

    @Option(names = "--json", description = "As JSON, for another program.")
    private boolean json;

    ModelsCommand(Terminal terminal, ModelCatalogue catalogue) {
        this.terminal = terminal;
        this.catalogue = catalogue;
    }

    @Override
    public void run() {
        var all = new ArrayList<JsonObject>();
        var table = new Table();
        for (String name : catalogue.embedded()) {
            try (DiffusionModel model = catalogue.open(name, ModelHints.none())) {
                all.add(describe(name, true, "", model.network()));
                String note = name.equals(ModelCatalogue.DEFAULT) ? "in dit4j, the default" : "in dit4j";
                row(table, name, note, model.network());
            }
        }
        for (NamedModel size : NamedModel.all()) {
            DiffusionTransformer network = size.config().model();
            all.add(describe(size.id(), false, size.dataset(), network));
            row(table, size.id(), "size, " + size.dataset(), network);
        }
        if (json) {
            terminal.out().println(Json.pretty(Json.objects(all)));
        } else {
            table.print(terminal.out());
        }
    }

    private static void row(Table table, String name, String note, DiffusionTransformer network) {
        table.row(name, note, millions(parameters(network)), extents(network), condition(network));
    }

    private static JsonObject describe(String name, boolean embedded, String dataset, DiffusionTransformer network) {
        var object = new JsonObject();
        object.addProperty("name", name);
        object.addProperty("embedded", embedded);
        object.addProperty("default", name.equals(ModelCatalogue.DEFAULT));
        if (!dataset.isEmpty()) {
            object.addProperty("dataset", dataset);
        }
        object.addProperty("family", network.family());
        object.addProperty("parameters", parameters(network));
        object.add("image", Json.numbers(network.channels(), network.imageSize(), network.imageSize()));
        object.add("config", JsonParser.parseString(network.config().toJson()));
        return object;
    }

    /** How many numbers a checkpoint of this network holds. */
    static long parameters(Network network) {
        return network.weightShapes().values().stream().mapToLong(Shape::elements).sum();
    }

    /** As in {@code 675.1 M}. */
    static String millions(long parameters) {
        return String.format(Locale.ROOT, "%.1f M", parameters / 1e6);
    }

    /** As in {@code 32×32 grey}. */
    static String extents(DiffusionTransformer network) {
        String kind = switch (network.channels()) {
            case 1 -> "grey";
            case 3 -> "colour";
            default -> "latents of " + network.channels() + " channels";
        };
        return network.imageSize() + "×" + network.imageSize() + " " + kind;
    }

    /** What the network can be asked for. */
    static String condition(DiffusionTransformer network) {
        return switch (network.conditioning()) {
            case Conditioning.None _ -> "unconditional";
            case Conditioning.Classes classes -> classes.count() + " classes";
            case Conditioning.Text(int tokens, int width) -> tokens + " text tokens of " + width;
        };
    }
}
