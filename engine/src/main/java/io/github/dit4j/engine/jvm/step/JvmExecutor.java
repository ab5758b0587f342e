package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.device.Profiled;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.OpCount;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;

/** Runs the steps of a program. */
final class JvmExecutor implements Executor, Profiled {
    private final JvmArrays arrays;
    private final List<Op> ops;
    private final List<Step> steps;
    private final Consumer<Executor> release;

    /**
     * Makes the steps.
     *
     * @param scratch of which they say what they need; it is to be made before they run
     * @param release is told of this executor when it is closed
     */
    JvmExecutor(Program program, JvmWeights weights, ThreadTeam team, Kernels kernels, Scratch scratch,
            Consumer<Executor> release) {
        this.release = release;
        List<List<Op>> fused = Fusion.of(program, kernels.lanes());
        arrays = new JvmArrays(program, fused, weights);
        ops = fused.stream().map(Fusion::main).toList();
        long largest = ops.stream().mapToLong(op -> OpCount.of(op).linear()).max().orElse(0);
        var context = new StepContext(kernels, team, arrays, scratch, largest);
        steps = fused.stream().map(together -> step(together, context)).toList();
    }

    private static Step step(List<Op> fused, StepContext context) {
        return switch (Fusion.main(fused)) {
            case Op.Linear linear -> linear(linear, context);
            case Op.LayerNorm norm -> new LayerNormStep(norm, context);
            case Op.Attention attention -> AttentionStep.of(attention, context);
            case ImageOp.GroupNorm norm -> new GroupNormStep(norm, context);
            case ImageOp.Conv2d _ -> convolution(Fusion.convolution(fused), context);
            case ImageOp.Upsample upsample -> LayoutSteps.upsample(upsample, context);
            case ImageOp.Patchify patchify -> LayoutSteps.patchify(patchify, context);
            case ImageOp.Unpatchify unpatchify -> LayoutSteps.unpatchify(unpatchify, context);
            case Op.Concat concat -> LayoutSteps.concat(concat, context);
            case Op.Narrow narrow -> LayoutSteps.narrow(narrow, context);
            case Op.Add add -> ElementSteps.add(add, context);
            case Op.Activate activate -> ElementSteps.activate(activate, context);
            case Op.Embedding embedding -> ElementSteps.embedding(embedding, context);
            case Op.SinusoidalEmbedding sinusoid -> ElementSteps.sinusoidalEmbedding(sinusoid, context);
            case Op.Guide guide -> ElementSteps.guide(guide, context);
        };
    }

    private static Step linear(Op.Linear linear, StepContext context) {
        Kernels kernels = context.kernels();
        // Fast products have two thirds of the multiply-adds, Strassen's seven eighths and much beside them.
        StrassenCut cut = LinearProduct.isFast(linear, kernels)
                ? StrassenCut.NONE : StrassenStep.cut(linear, kernels.lanes(), kernels.wantsArranged());
        return cut.isCut() ? new StrassenStep(linear, cut, context) : new LinearStep(linear, context);
    }

    private static Step convolution(Convolution convolution, StepContext context) {
        return WinogradStep.suits(convolution.op(), context.kernels().lanes())
                ? new WinogradStep(convolution, context) : new Conv2dStep(convolution, context);
    }

    @Override
    public void write(Tensor input, float[] values) {
        arrays.write(input, values);
    }

    @Override
    public void write(Tensor input, int[] values) {
        arrays.write(input, values);
    }

    @Override
    public void run() {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run();
        }
    }

    @Override
    public List<Op> operations() {
        return ops;
    }

    @Override
    public void run(long[] nanos) {
        for (int i = 0; i < steps.size(); i++) {
            long start = System.nanoTime();
            steps.get(i).run();
            nanos[i] = System.nanoTime() - start;
        }
    }

    @Override
    public float[] read(Tensor output) {
        return arrays.read(output);
    }

    @Override
    public void read(Tensor output, int from, float[] target, int at, int count) {
        arrays.read(output, from, target, at, count);
    }

    /** The arrays are freed when they can no longer be reached. */
    @Override
    public void close() {
        release.accept(this);
    }
}
