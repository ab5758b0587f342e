package io.github.dit4j.cli;

import io.github.dit4j.sampler.DiffusionModel;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model. */
final class ModelOptions {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME|FILE",
            defaultValue = ModelCatalogue.DEFAULT,
            description = "A model of this program (see dit4j models) or a checkpoint: a .safetensors file, a .pt, .pth, .ckpt or"
                    + " .bin file of PyTorch, the .index.json of a sharded one, or a folder with one of these or of a"
                    + " diffusers pipeline. Default: ${DEFAULT-VALUE}.")
    private String model;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    /** As the user named it. */
    String name() {
        return model;
    }

    DiffusionModel open(ModelCatalogue catalogue) throws IOException {
        return catalogue.open(model, config.hints());
    }
}
