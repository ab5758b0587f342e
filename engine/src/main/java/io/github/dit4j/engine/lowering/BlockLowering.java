package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.kernel.AttentionKernel;
import io.github.dit4j.engine.kernel.ConvKernel;
import io.github.dit4j.engine.kernel.ElementKernel;
import io.github.dit4j.engine.kernel.EmbeddingKernel;
import io.github.dit4j.engine.kernel.Functions;
import io.github.dit4j.engine.kernel.GroupNormKernel;
import io.github.dit4j.engine.kernel.GuideKernel;
import io.github.dit4j.engine.kernel.LinearKernel;
import io.github.dit4j.engine.kernel.NormKernel;
import io.github.dit4j.engine.kernel.PatchKernel;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * Turns the operations of a block into launches of kernels: the only place that knows which kernel computes which
 * operation, and what its arguments are. Kernels are the portable ones unless the {@link KernelChoice} has others.
 */
public final class BlockLowering {
    private final HostArrays arrays;
    private final KernelLauncher launcher;
    private final KernelChoice kernels;
    private final GpuLowering gpu;

    /**
     * Makes a lowering.
     *
     * @param arrays what the launches work on
     * @param launcher receives the launches
     * @param kernels which operations have another kernel than the portable one
     */
    public BlockLowering(HostArrays arrays, KernelLauncher launcher, KernelChoice kernels) {
        this.arrays = arrays;
        this.launcher = launcher;
        this.kernels = kernels;
        this.gpu = new GpuLowering(arrays, launcher);
    }

    /** Launches all operations of a block, in order; {@link TaskNames} names the launches. */
    public void lower(Block block) {
        for (int i = 0; i < block.ops().size(); i++) {
            Op op = block.ops().get(i);
            lower(op, TaskNames.task(i, op));
        }
    }

    private void lower(Op op, String task) {
        switch (op) {
            case Op.Linear linear when arrays.isHalf(linear.weight()) && kernels.multiplies(linear) ->
                gpu.mmaLinear(linear, kernels.mmaSpan(linear), task);
            case Op.Linear linear when kernels.tiles(linear) -> gpu.tiledLinear(linear, kernels.span(linear), task);
            case Op.Linear linear -> linear(linear, task);
            case Op.LayerNorm norm when kernels.tiles(norm) -> gpu.layerNorm(norm, task);
            case Op.LayerNorm norm -> layerNorm(norm, task);
            case Op.Attention attention when kernels.tiles(attention) -> gpu.attention(attention, task);
            case Op.Attention attention -> attention(attention, task);
            case ImageOp.GroupNorm norm when kernels.tiles(norm) -> gpu.groupNorm(norm, task);
            case ImageOp.GroupNorm norm -> groupNorm(norm, task);
            case ImageOp.Conv2d conv when kernels.tiles(conv) -> gpu.conv2d(conv, task);
            case ImageOp.Conv2d conv -> conv2d(conv, task);
            case ImageOp.Upsample(Tensor x, int factor, Tensor output) -> {
                Shape image = x.shape();
                launcher.task(task, ElementKernel::repetition, arrays.floats(x), arrays.floats(output),
                        image.dim(0) * image.dim(1), image.dim(2), image.dim(3), factor);
            }
            case ImageOp.Patchify(Tensor x, int patch, Tensor output) -> {
                Shape image = x.shape();
                launcher.task(task, PatchKernel::patchify, arrays.floats(x), arrays.floats(output),
                        image.dim(0), image.dim(1), image.dim(2), image.dim(3), patch);
            }
            case ImageOp.Unpatchify(Tensor x, int skip, int patch, Tensor output) -> {
                Shape image = output.shape();
                launcher.task(task, PatchKernel::unpatchify, arrays.floats(x), arrays.floats(output),
                        image.dim(0), image.dim(1), image.dim(2), image.dim(3), patch, skip);
            }
            case Op.Concat concat -> concat(concat, task);
            case Op.Narrow narrow -> narrow(narrow, task);
            case Op.Add(Tensor a, Tensor b, Tensor output) -> {
                int size = b.shape().size();
                launcher.task(task, ElementKernel::sum, arrays.floats(a), arrays.floats(b), arrays.floats(output),
                        a.shape().size() / size, size);
            }
            case Op.Activate(Tensor x, Activation function, Tensor output) ->
                launcher.task(task, ElementKernel::activation, arrays.floats(x), arrays.floats(output),
                        x.shape().size(), Functions.code(function));
            case Op.Embedding(Tensor ids, Tensor table, Tensor output) ->
                launcher.task(task, EmbeddingKernel::lookup, arrays.ints(ids), arrays.floats(table), arrays.floats(output),
                        ids.shape().size(), table.shape().width());
            case Op.SinusoidalEmbedding(Tensor t, Tensor frequencies, Tensor output) ->
                launcher.task(task, EmbeddingKernel::sinusoids, arrays.floats(t), arrays.floats(frequencies),
                        arrays.floats(output), t.shape().size(), frequencies.shape().size());
            case Op.Guide guide -> {
                Shape image = guide.output().shape();
                launcher.task(task, GuideKernel::guide, arrays.floats(guide.predictions()), arrays.floats(guide.scales()),
                        arrays.floats(guide.output()), guide.conditions(), image.dim(0), image.dim(1),
                        image.dim(2) * image.dim(3), guide.channels());
            }
        }
    }

    private void linear(Op.Linear op, String task) {
        int rows = op.output().shape().rows();
        int in = op.x().shape().width();
        int out = op.output().shape().width();
        var x = arrays.floats(op.x());
        var weight = arrays.floats(op.weight());
        var bias = arrays.bias(op);
        var output = arrays.floats(op.output());
        switch (op.epilogue()) {
            case Epilogue.Activate(Activation function) ->
                launcher.task(task, LinearKernel::activated, x, weight, bias, output, rows, in, out,
                        Functions.code(function));
            case Epilogue.Residual(Tensor residual) ->
                launcher.task(task, LinearKernel::residual, x, weight, bias, arrays.floats(residual), output,
                        rows, in, out);
            case Epilogue.GatedResidual(Tensor residual, Slice gate) ->
                launcher.task(task, LinearKernel::gatedResidual, x, weight, bias, arrays.floats(residual),
                        arrays.floats(gate.tensor()), output, rows, in, out,
                        rows / gate.tensor().shape().rows(), gate.stride(), gate.offset());
        }
    }

    private void layerNorm(Op.LayerNorm op, String task) {
        int rows = op.x().shape().rows();
        int width = op.x().shape().width();
        var x = arrays.floats(op.x());
        var output = arrays.floats(op.output());
        switch (op.normalization()) {
            case Normalization.Affine(Tensor weight, Tensor bias) ->
                launcher.task(task, NormKernel::affine, x, arrays.floats(weight), arrays.floats(bias), output,
                        rows, width, op.epsilon());
            case Normalization.Modulated(Slice shift, Slice scale) ->
                launcher.task(task, NormKernel::modulated, x, arrays.floats(shift.tensor()), output,
                        rows, width, op.epsilon(),
                        rows / shift.tensor().shape().rows(), shift.stride(), shift.offset(), scale.offset());
        }
    }

    private void groupNorm(ImageOp.GroupNorm op, String task) {
        Shape image = op.x().shape();
        launcher.task(task, GroupNormKernel::groupNorm, arrays.floats(op.x()), arrays.floats(op.weight()),
                arrays.floats(op.bias()), arrays.floats(op.output()), image.dim(0), image.dim(1),
                image.dim(2) * image.dim(3), op.groups(), op.epsilon(), Functions.code(op.function()));
    }

    private void attention(Op.Attention op, String task) {
        if (op.causal()) {
            launcher.task(task, AttentionKernel::causal, arrays.floats(op.q().tensor()), arrays.floats(op.k().tensor()),
                    arrays.floats(op.v().tensor()), arrays.floats(op.output()), op.batch(), op.heads(), op.queries(),
                    op.headWidth(), op.q().stride(), op.q().offset(), op.k().stride(), op.k().offset(), op.v().stride(),
                    op.v().offset());
            return;
        }
        launcher.task(task, AttentionKernel::attention, arrays.floats(op.q().tensor()), arrays.floats(op.k().tensor()),
                arrays.floats(op.v().tensor()), arrays.floats(op.output()),
                op.batch(), op.heads(), op.queries(), op.keys(), op.headWidth(),
                op.q().stride(), op.q().offset(), op.k().stride(), op.k().offset(), op.v().stride(), op.v().offset());
    }

    private void conv2d(ImageOp.Conv2d op, String task) {
        Shape image = op.x().shape();
        launcher.task(task, ConvKernel::conv2d, arrays.floats(op.x()), arrays.floats(op.weight()),
                arrays.floats(op.bias()), arrays.floats(op.output()),
                image.dim(0), image.dim(1), op.output().shape().dim(1), image.dim(2), image.dim(3), op.kernelSize(),
                op.stride(), op.margin());
    }

    /** One launch for each part. */
    private void concat(Op.Concat op, String task) {
        Shape whole = op.output().shape();
        int runs = runs(whole, op.axis());
        int stride = whole.size() / runs;
        int offset = 0;
        for (int i = 0; i < op.parts().size(); i++) {
            Tensor part = op.parts().get(i);
            int length = part.shape().size() / runs;
            launcher.task(TaskNames.part(task, i), ElementKernel::insertion, arrays.floats(part),
                    arrays.floats(op.output()), runs, length, stride, offset);
            offset += length;
        }
    }

    private void narrow(Op.Narrow op, String task) {
        Shape whole = op.x().shape();
        int runs = runs(whole, op.axis());
        int stride = whole.size() / runs;
        launcher.task(task, ElementKernel::extraction, arrays.floats(op.x()), arrays.floats(op.output()),
                runs, op.output().shape().size() / runs, stride, op.start() * (stride / whole.dim(op.axis())));
    }

    /** How many runs of consecutive elements there are in which the entries along an axis lie. */
    private static int runs(Shape shape, int axis) {
        int runs = 1;
        for (int outer = 0; outer < axis; outer++) {
            runs *= shape.dim(outer);
        }
        return runs;
    }
}
