package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.layers.DiffusionTransformer;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** A model on a device, prepared for the batches that were asked for last. */
final class PreparedNetworks implements AutoCloseable {
    /** A run takes batches of two sizes at most, see {@link Sampling#run}. */
    private static final int SIZES = 2;

    private final Engine engine;
    private final DiffusionTransformer model;
    private final AheadPrograms ahead;
    private final SequencedMap<PreparedNetwork.Kind, PreparedNetwork> networks = new LinkedHashMap<>();
    private int kept = SIZES;

    PreparedNetworks(Engine engine, DiffusionTransformer model) {
        this(engine, model, AheadPrograms.on(engine.device()));
    }

    /** @param ahead what is computed ahead */
    PreparedNetworks(Engine engine, DiffusionTransformer model, AheadPrograms ahead) {
        this.engine = engine;
        this.model = model;
        this.ahead = ahead;
    }

    /** The network. */
    DiffusionTransformer model() {
        return model;
    }

    /**
     * Keeps as many networks as a run needs, and no more than that.
     *
     * @param programs how many for each size of batches
     */
    void keep(int programs) {
        kept = SIZES * programs;
        evictTo(kept);
    }

    /** The model for batches of a kind; it stays usable until as many others were asked for as are kept. */
    PreparedNetwork get(PreparedNetwork.Kind kind) {
        PreparedNetwork known = networks.remove(kind);
        if (known == null) {
            evictTo(kept - 1);
            known = new PreparedNetwork(engine, model, kind, ahead);
        }
        networks.put(kind, known);
        return known;
    }

    private void evictTo(int count) {
        while (networks.size() > count) {
            networks.pollFirstEntry().getValue().close();
        }
    }

    @Override
    public void close() {
        evictTo(0);
    }
}
