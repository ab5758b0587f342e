package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import java.util.Map;

/** A network of transformer blocks. It holds no weights: it writes programs, whose weights have the published names. */
public sealed interface Network permits DiffusionTransformer, ViT {

    /** What configurations call its kind: {@code dit}, {@code sit}, {@code uvit} or {@code vit}. */
    String family();

    /** One evaluation; the result is {@code output}. */
    Program forward(int batch);

    /** The weights that a checkpoint has to hold, in the order of their use. */
    default Map<String, Shape> weightShapes() {
        return forward(1).weightShapes();
    }
}
