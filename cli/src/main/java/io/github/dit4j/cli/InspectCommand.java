package io.github.dit4j.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.dit4j.cli.png.PngInfo;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dit4j inspect}. */
@Command(
        name = "inspect",
        header = "Show how an image was made, or what a checkpoint holds.%n",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j inspect digits.png",
            "  dit4j inspect model.safetensors --tensors"
        })
final class InspectCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final ModelCatalogue catalogue;

    @Parameters(paramLabel = "FILE", description = "A PNG file, a checkpoint, or the name of a model of this program.")
    private String file;

    @Option(names = "--tensors", description = "List every tensor of a checkpoint.")
    private boolean tensors;

    @Option(names = "--json", description = "As JSON, for another program.")
    private boolean json;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    InspectCommand(Terminal terminal, ModelCatalogue catalogue) {
        this.terminal = terminal;
        this.catalogue = catalogue;
    }

    @Override
    public Integer call() throws IOException {
        Path path = Path.of(file);
        JsonObject found = Files.isRegularFile(path) && PngInfo.isPng(path) ? image(path) : checkpoint();
        if (json) {
            terminal.out().println(Json.pretty(found));
        } else {
            print(found);
        }
        return ExitCode.OK;
    }

    private JsonObject image(Path path) throws IOException {
        PngInfo png = PngInfo.read(path);
        var found = new JsonObject();
        found.addProperty("file", file);
        found.addProperty("format", "PNG");
        found.add("pixels", Json.numbers(png.width(), png.height()));
        png.texts().forEach((keyword, text) -> found.add(keyword, object(text)));
        return found;
    }

    /** Text that is a JSON object as one, any other as it is. */
    private static JsonElement object(String text) {
        try {
            JsonElement parsed = JsonParser.parseString(text);
            return parsed.isJsonObject() ? parsed : new JsonPrimitive(text);
        } catch (JsonParseException plain) {
            return new JsonPrimitive(text);
        }
    }

    private JsonObject checkpoint() throws IOException {
        try (Checkpoint checkpoint = catalogue.checkpoint(file)) {
            return new CheckpointReport(checkpoint, config.hints()).describe(tensors);
        }
    }

    private void print(JsonObject found) {
        var table = new Table();
        found.asMap().forEach((key, value) -> {
            if (value instanceof JsonObject object) {
                object.asMap().forEach((name, member) -> table.row(name, text(member)));
            } else {
                table.row(key, text(value));
            }
        });
        table.print(terminal.out());
    }

    private static String text(JsonElement value) {
        if (value.isJsonArray()) {
            return String.join(" ", value.getAsJsonArray().asList().stream().map(InspectCommand::text).toList());
        }
        return value.isJsonPrimitive() ? value.getAsString() : Json.compact(value);
    }
}
