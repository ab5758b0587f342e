package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.NoisePath;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.Timeline;
import java.util.List;
import java.util.OptionalInt;

/**
 * UniPC (Zhao et al., arXiv 2302.04867): a multistep predictor whose result is corrected by the evaluation that the next
 * step needs anyway, so that the order rises by one at no cost. By predicted images, with {@code B(h) = e^h − 1} (B₂), as
 * wl-zhao/UniPC. One evaluation a step.
 *
 * @param order of the predictor: 1, 2 or 3
 * @param grid how steps are placed
 */
public record UniPc(int order, TimeGrid grid) implements GridSampler {

    /**
     * @throws IllegalArgumentException if there is no such order
     */
    public UniPc {
        if (order < 1 || order > 3) {
            throw new IllegalArgumentException("order " + order + " of UniPC is not known; give 1, 2 or 3");
        }
    }

    @Override
    public String name() {
        return "unipc";
    }

    /** More change little, as the paper shows. */
    @Override
    public OptionalInt usualSteps() {
        return OptionalInt.of(20);
    }

    @Override
    public void check(Timeline timeline, boolean learnedVariance) {
        GridSampler.super.check(timeline, learnedVariance);
        if (timeline.steps() < order) {
            throw new IllegalArgumentException(
                    "unipc of order " + order + " needs " + order + " steps at least, not " + timeline.steps());
        }
    }

    @Override
    public float[] times(Diffusion diffusion) {
        NoisePath path = diffusion.path();
        return grid.times(path, path.noisy(), path.clean(), diffusion.steps());
    }

    @Override
    public SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise) {
        float[] times = times(diffusion);
        float s = GridSampler.timeBefore(times, state);
        float t = GridSampler.timeAfter(times, state);
        // What the last step found on its way here serves as the evaluation at the corrected state.
        List<Memory.Predicted> known = state.memory() instanceof Memory.Predictions(var kept)
                ? kept
                : List.of(new Memory.Predicted(s, diffusion.estimate(s, state.x(), network).start()));
        // The last steps are of lower order: there is no evaluation left to correct them with.
        int stepOrder = Math.min(order, Math.min(known.size(), state.remaining()));
        var step = new Step(diffusion.path(), known, t, stepOrder);
        float[] next = step.predict(state.x());
        if (state.remaining() == 1) {
            return state.next(next, known.getLast().value());
        }
        float[] start = diffusion.estimate(t, next, network).start();
        var history = new History(new Memory.Predictions(known), t, start, order);
        return state.next(step.correct(state.x(), start), start, history.memory());
    }

    /** One step: its exponential part, and the places and values of earlier predictions relative to the last. */
    private static final class Step {
        private final ExponentialStep whole;
        private final float[] last;
        private final double[] ratios;
        private final float[][] slopes;

        Step(NoisePath path, List<Memory.Predicted> known, float t, int order) {
            Memory.Predicted newest = known.getLast();
            whole = ExponentialStep.between(path, newest.t(), t, true);
            last = newest.value();
            ratios = new double[order];
            slopes = new float[order - 1][];
            double h = -whole.z();
            for (int i = 0; i < order - 1; i++) {
                Memory.Predicted earlier = known.get(known.size() - 2 - i);
                ratios[i] = ((double) path.lambda(earlier.t()) - path.lambda(newest.t())) / h;
                slopes[i] = Floats.combined(1 / ratios[i], earlier.value(), -1 / ratios[i], last);
            }
            ratios[order - 1] = 1; // the new prediction, for the corrector
        }

        float[] predict(float[] x) {
            // For one slope the paper takes ½ in place of the solution.
            double[] weights = slopes.length == 1 ? new double[] {0.5} : weights(slopes.length);
            return result(x, weights);
        }

        float[] correct(float[] x, float[] start) {
            double[] weights = slopes.length == 0 ? new double[] {0.5} : weights(slopes.length + 1);
            float[] next = result(x, weights);
            Floats.add(next, -whole.k() * whole.phi1() * weights[slopes.length], Floats.combined(1, start, -1, last));
            return next;
        }

        private float[] result(float[] x, double[] weights) {
            float[] next = whole.first(x, last);
            for (int i = 0; i < slopes.length; i++) {
                Floats.add(next, -whole.k() * whole.phi1() * weights[i], slopes[i]);
            }
            return next;
        }

        /** Solves {@code Σ r_i^(n−1) w_i = b_n} for n = 1 … count, with {@code b_n = n! φ_{n+1}(z) z / B(z)}. */
        private double[] weights(int count) {
            var matrix = new double[count][count + 1];
            double factorial = 1;
            double phi = whole.phi1() / whole.z() - 1;
            for (int n = 0; n < count; n++) {
                for (int i = 0; i < count; i++) {
                    matrix[n][i] = Math.pow(ratios[i], n);
                }
                matrix[n][count] = phi * factorial / whole.phi1();
                factorial *= n + 2;
                phi = phi / whole.z() - 1 / factorial;
            }
            return solved(matrix);
        }

        /** Gauss–Jordan; the ratios differ, so that the matrix of their powers is regular, and r⁰ = 1 never vanishes. */
        private static double[] solved(double[][] matrix) {
            int size = matrix.length;
            for (int pivot = 0; pivot < size; pivot++) {
                for (int row = 0; row < size; row++) {
                    if (row != pivot) {
                        double factor = matrix[row][pivot] / matrix[pivot][pivot];
                        for (int column = pivot; column <= size; column++) {
                            matrix[row][column] -= factor * matrix[pivot][column];
                        }
                    }
                }
            }
            var solution = new double[size];
            for (int row = 0; row < size; row++) {
                solution[row] = matrix[row][size] / matrix[row][row];
            }
            return solution;
        }
    }
}
