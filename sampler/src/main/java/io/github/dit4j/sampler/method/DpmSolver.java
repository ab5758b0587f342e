package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.NoisePath;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.Timeline;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * DPM-Solver and DPM-Solver++ (Lu et al., arXiv 2206.00927 and 2211.01095): exponential integrators of the probability
 * flow in λ, as dpm_solver_pp.py of U-ViT and LuChengTHU/dpm-solver compute them, but for multistep of order 3: they take
 * half the second derivative of the prediction, which leaves it at order 2; here it is whole. The number of steps asked for
 * is the number of evaluations of the network.
 *
 * @param predictsStart whether it goes by the predicted image (DPM-Solver++), not by the predicted noise
 * @param order 1, 2 or 3; order 1 is DDIM without noise
 * @param method how a step of higher order is made
 * @param grid how steps are placed
 */
public record DpmSolver(boolean predictsStart, int order, Method method, TimeGrid grid) implements GridSampler {
    /** With fewer steps than these the last ones are of lower order, as LuChengTHU/dpm-solver has them. */
    private static final int FEW_STEPS = 10;

    /** How a step of higher order is made. */
    public enum Method {
        /** From the predictions of earlier steps: one evaluation a step. */
        MULTISTEP,
        /** From predictions within the step: as many evaluations as the order. */
        SINGLESTEP,
        /** The same, with lower orders at the end so that any number of evaluations comes out: "DPM-Solver-fast". */
        FAST;

        /**
         * The method of a name.
         *
         * @throws IllegalArgumentException if there is no such method
         */
        public static Method named(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "multistep" -> MULTISTEP;
                case "singlestep" -> SINGLESTEP;
                case "fast" -> FAST;
                default -> throw new IllegalArgumentException(
                        "method \"" + name + "\" is not known; there are multistep, singlestep and fast");
            };
        }
    }

    /**
     * @throws IllegalArgumentException if there is no such order
     */
    public DpmSolver {
        if (order < 1 || order > 3) {
            throw new IllegalArgumentException("order " + order + " of DPM-Solver is not known; give 1, 2 or 3");
        }
    }

    @Override
    public String name() {
        return predictsStart ? "dpm-solver++" : "dpm-solver";
    }

    /** As many as U-ViT takes. */
    @Override
    public OptionalInt usualSteps() {
        return OptionalInt.of(50);
    }

    @Override
    public void check(Timeline timeline, boolean learnedVariance) {
        GridSampler.super.check(timeline, learnedVariance);
        int steps = timeline.steps();
        if (method == Method.SINGLESTEP && steps % order != 0) {
            throw new IllegalArgumentException("a singlestep solver of order " + order + " evaluates the network "
                    + order + " times a step, so " + steps + " evaluations do not come out; give "
                    + (steps + order - steps % order) + " steps, or --method fast");
        }
        if (method == Method.MULTISTEP && steps < order) {
            throw new IllegalArgumentException("a multistep solver of order " + order + " needs " + order
                    + " steps at least, not " + steps);
        }
    }

    @Override
    public int steps(Timeline timeline) {
        return orders(timeline.steps()).size();
    }

    /** The order of each step. */
    List<Integer> orders(int evaluations) {
        return switch (method) {
            case MULTISTEP -> IntStream.range(0, evaluations).map(_ -> 1).boxed().toList();
            case SINGLESTEP -> IntStream.range(0, evaluations / order).map(_ -> order).boxed().toList();
            case FAST -> {
                // What is left over is a step of lower order; for order 3 there always is one, a 2 and a 1 where nothing is left.
                int left = order == 3 && evaluations % 3 == 0 ? 3 : evaluations % order;
                IntStream full = IntStream.range(0, (evaluations - left) / order).map(_ -> order);
                IntStream last = left == 3 ? IntStream.of(2, 1) : left == 0 ? IntStream.empty() : IntStream.of(left);
                yield IntStream.concat(full, last).boxed().toList();
            }
        };
    }

    @Override
    public float[] times(Diffusion diffusion) {
        List<Integer> orders = orders(diffusion.steps());
        if (!usesNodes()) {
            return nodes(diffusion, orders.size());
        }
        float[] nodes = nodes(diffusion, diffusion.steps());
        var times = new float[orders.size() + 1];
        int node = 0;
        for (int i = 0; i < orders.size(); i++) {
            times[i] = nodes[node];
            node += orders.get(i);
        }
        times[orders.size()] = nodes[node];
        return times;
    }

    /**
     * Whether the evaluations within a step stand on the nodes of a grid for all evaluations. In λ they stand at a half or
     * at a third and two thirds of the step, which comes out the same but for the steps of lower order.
     */
    private boolean usesNodes() {
        return method == Method.FAST && grid != TimeGrid.LOGSNR;
    }

    private float[] nodes(Diffusion diffusion, int count) {
        NoisePath path = diffusion.path();
        return grid.times(path, path.noisy(), path.clean(), count);
    }

    @Override
    public SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise) {
        float[] times = times(diffusion);
        float s = GridSampler.timeBefore(times, state);
        float t = GridSampler.timeAfter(times, state);
        Estimate estimate = diffusion.estimate(s, state.x(), network);
        float[] m = predicted(estimate);
        if (method == Method.MULTISTEP) {
            var history = new History(state.memory(), s, m, order);
            boolean few = diffusion.steps() < FEW_STEPS;
            int possible = Math.min(history.size(), few ? state.remaining() : order);
            float[] next = multistep(diffusion.path(), state.x(), history, t, possible);
            return state.next(next, estimate.start(), history.memory());
        }
        int index = times.length - 1 - state.remaining();
        int stepOrder = orders(diffusion.steps()).get(index);
        float[] ratios = ratios(diffusion, index, stepOrder);
        return state.next(singlestep(diffusion, state.x(), m, s, t, ratios, network), estimate.start());
    }

    private float[] predicted(Estimate estimate) {
        return predictsStart ? estimate.start() : estimate.noise();
    }

    /** Where within a step, in λ, the evaluations after the first stand. */
    private float[] ratios(Diffusion diffusion, int index, int stepOrder) {
        if (!usesNodes()) {
            return stepOrder == 3 ? new float[] {1f / 3, 2f / 3} : stepOrder == 2 ? new float[] {0.5f} : new float[0];
        }
        int first = orders(diffusion.steps()).subList(0, index).stream().mapToInt(Integer::intValue).sum();
        float[] nodes = nodes(diffusion, diffusion.steps());
        NoisePath path = diffusion.path();
        float start = path.lambda(nodes[first]);
        float h = path.lambda(nodes[first + stepOrder]) - start;
        var ratios = new float[stepOrder - 1];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = (path.lambda(nodes[first + i + 1]) - start) / h;
        }
        return ratios;
    }

    private float[] singlestep(
            Diffusion diffusion, float[] x, float[] m, float s, float t, float[] ratios, Network network) {
        NoisePath path = diffusion.path();
        ExponentialStep whole = ExponentialStep.between(path, s, t, predictsStart);
        float[] next = whole.first(x, m);
        if (ratios.length == 0) {
            return next;
        }
        float lambda = path.lambda(s);
        float h = path.lambda(t) - lambda;
        float s1 = path.timeAt(lambda + ratios[0] * h);
        float[] x1 = ExponentialStep.between(path, s, s1, predictsStart).first(x, m);
        float[] change1 = Floats.combined(1, predicted(diffusion.estimate(s1, x1, network)), -1, m);
        if (ratios.length == 1) {
            Floats.add(next, -0.5 / ratios[0] * whole.k() * whole.phi1(), change1);
            return next;
        }
        float s2 = path.timeAt(lambda + ratios[1] * h);
        ExponentialStep second = ExponentialStep.between(path, s, s2, predictsStart);
        float[] x2 = second.first(x, m);
        Floats.add(x2, -ratios[1] / ratios[0] * second.k() * second.phi2(), change1);
        float[] change2 = Floats.combined(1, predicted(diffusion.estimate(s2, x2, network)), -1, m);
        Floats.add(next, -1 / ratios[1] * whole.k() * whole.phi2(), change2);
        return next;
    }

    private float[] multistep(NoisePath path, float[] x, History history, float t, int stepOrder) {
        Memory.Predicted last = history.back(0);
        ExponentialStep step = ExponentialStep.between(path, last.t(), t, predictsStart);
        float[] next = step.first(x, last.value());
        if (stepOrder == 1) {
            return next;
        }
        float h = path.lambda(t) - path.lambda(last.t());
        double r0 = (path.lambda(last.t()) - path.lambda(history.back(1).t())) / h;
        float[] slope0 = Floats.combined(1 / r0, last.value(), -1 / r0, history.back(1).value());
        if (stepOrder == 2) {
            Floats.add(next, -0.5 * step.k() * step.phi1(), slope0);
            return next;
        }
        double r1 = (path.lambda(history.back(1).t()) - path.lambda(history.back(2).t())) / h;
        float[] slope1 = Floats.combined(1 / r1, history.back(1).value(), -1 / r1, history.back(2).value());
        float[] bend = Floats.combined(1 / (r0 + r1), slope0, -1 / (r0 + r1), slope1);
        Floats.add(slope0, r0, bend);
        Floats.add(next, -step.k() * step.phi2(), slope0);
        // The bend is half the second derivative. The published code leaves the 2 out, and is of order 2 in the limit.
        Floats.add(next, -2 * step.k() * step.phi3(), bend);
        return next;
    }
}
