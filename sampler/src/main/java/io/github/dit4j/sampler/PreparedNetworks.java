package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.layers.DiffusionTransformer;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** A model on a device, prepared for the batch sizes that were asked for last. */
final class PreparedNetworks implements AutoCloseable {
    /** A run takes batches of two sizes at most, see {@link Sampling#run}. */
    private static final int KEPT = 2;

    private record Kind(int images, Optional<Integer> guidedChannels) {
    }

    private final Engine engine;
    private final DiffusionTransformer model;
    private final SequencedMap<Kind, PreparedNetwork> networks = new LinkedHashMap<>();

    PreparedNetworks(Engine engine, DiffusionTransformer model) {
        this.engine = engine;
        this.model = model;
    }

    /** The model for batches of this size; it stays usable until two other kinds were asked for. */
    PreparedNetwork get(int images, Optional<Integer> guidedChannels) {
        var kind = new Kind(images, guidedChannels);
        PreparedNetwork known = networks.remove(kind);
        if (known == null) {
            if (networks.size() == KEPT) {
                networks.pollFirstEntry().getValue().close();
            }
            known = new PreparedNetwork(engine, model, images, guidedChannels);
        }
        networks.put(kind, known);
        return known;
    }

    @Override
    public void close() {
        networks.values().forEach(PreparedNetwork::close);
        networks.clear();
    }
}
