package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether a checkpoint holds the tensors that a network wants. */
public final class CheckpointFit {
    private static final int LISTED = 4;

    private CheckpointFit() {}

    /**
     * Checks names and shapes.
     *
     * @param network what it has to fit, for the error
     * @param wanted the shapes of the network's weights, by name
     * @param others which further tensors do not matter
     * @throws ModelException if tensors are missing, of another shape or left over; the message names the first of them
     */
    public static void require(String network, Map<String, Shape> wanted, Weights checkpoint, Predicate<String> others) {
        List<String> differences = differences(wanted, checkpoint, others);
        if (!differences.isEmpty()) {
            throw new ModelException("the checkpoint does not fit " + network + ": " + few(differences));
        }
    }

    /** What is missing, then what has another shape, then what is left over. */
    static List<String> differences(Map<String, Shape> wanted, Weights checkpoint, Predicate<String> others) {
        var missing = new ArrayList<String>();
        var misshapen = new ArrayList<String>();
        wanted.forEach((name, shape) -> {
            if (!checkpoint.names().contains(name)) {
                missing.add(name + " is missing");
            } else if (!checkpoint.shape(name).equals(shape)) {
                misshapen.add(name + " is " + checkpoint.shape(name) + " and has to be " + shape);
            }
        });
        var differences = new ArrayList<>(missing);
        differences.addAll(misshapen);
        checkpoint.names().stream().filter(name -> !wanted.containsKey(name)).filter(others.negate()).sorted()
                .forEach(name -> differences.add(name + " is not expected"));
        return differences;
    }

    /** The first of them, and how many more there are. */
    public static String few(Collection<String> all) {
        String listed = all.stream().limit(LISTED).collect(Collectors.joining(", "));
        return all.size() > LISTED ? listed + " and " + (all.size() - LISTED) + " more" : listed;
    }
}
