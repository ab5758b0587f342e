package io.github.dit4j.sampler;

import java.util.List;

/**
 * Classes that an image is drawn of, each with its share: the prediction for a mixture is the weighted mean of the
 * predictions for its classes (the conjunction of Liu et al., arXiv 2206.01714, with weights that add up to 1).
 *
 * @param classes class numbers, at least one
 * @param weights the share of each, not negative; scaled to add up to 1
 */
public record ClassMixture(List<Integer> classes, List<Double> weights) {

    /**
     * @throws IllegalArgumentException if there is no class, or not one weight for each, or the weights are no shares
     */
    public ClassMixture {
        classes = List.copyOf(classes);
        if (classes.isEmpty() || classes.size() != weights.size()) {
            throw new IllegalArgumentException("a mixture of classes " + classes + " with weights " + weights
                    + "; give at least one class, and one weight for each");
        }
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        if (!(sum > 0 && Double.isFinite(sum)) || weights.stream().anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("the weights " + weights + " of a mixture of classes are no shares; "
                    + "give numbers from 0 up, not all 0");
        }
        weights = weights.stream().map(weight -> weight / sum).toList();
    }

    /** All of one class. */
    public static ClassMixture of(int id) {
        return new ClassMixture(List.of(id), List.of(1.0));
    }

    /** How many classes there are. */
    public int size() {
        return classes.size();
    }

    /** A class, or one that counts nothing beyond the last. */
    int classAt(int k) {
        return classes.get(Math.min(k, size() - 1));
    }

    /** The weight of {@link #classAt}. */
    double weightAt(int k) {
        return k < size() ? weights.get(k) : 0;
    }
}
