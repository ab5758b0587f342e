package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.kernel.Functions;
import io.github.dit4j.engine.kernel.gpu.FlashAttention;
import io.github.dit4j.engine.kernel.gpu.Grids;
import io.github.dit4j.engine.kernel.gpu.GroupNorm;
import io.github.dit4j.engine.kernel.gpu.MmaLinear;
import io.github.dit4j.engine.kernel.gpu.RowNorm;
import io.github.dit4j.engine.kernel.gpu.TiledConv;
import io.github.dit4j.engine.kernel.gpu.TiledLinear;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import uk.ac.manchester.tornado.api.KernelContext;

/** Turns operations into launches of the kernels made for GPUs, with their grids. */
final class GpuLowering {
    private final HostArrays arrays;
    private final KernelLauncher launcher;
    private final KernelContext context = new KernelContext();

    GpuLowering(HostArrays arrays, KernelLauncher launcher) {
        this.arrays = arrays;
        this.launcher = launcher;
    }

    /** Launches {@link TiledLinear}. */
    void tiledLinear(Op.Linear op, int span, String task) {
        int rows = op.output().shape().rows();
        int in = op.x().shape().width();
        int out = op.output().shape().width();
        launcher.grid(task, Grids.linear(rows, out, span));
        if (arrays.isHalf(op.weight())) {
            halfLinear(op, rows, in, out, span, task);
            return;
        }
        var x = arrays.floats(op.x());
        var weight = arrays.floats(op.weight());
        var bias = arrays.bias(op);
        var output = arrays.floats(op.output());
        switch (op.epilogue()) {
            case Epilogue.Activate(Activation function) ->
                launcher.task(task, TiledLinear::activated, context, x, weight, bias, output, rows, in, out,
                        Functions.code(function), span);
            case Epilogue.Residual(Tensor residual) ->
                launcher.task(task, TiledLinear::residual, context, x, weight, bias, arrays.floats(residual), output,
                        rows, in, out, span);
            case Epilogue.GatedResidual(Tensor residual, Slice gate) ->
                launcher.task(task, TiledLinear::gatedResidual, context, x, weight, bias, arrays.floats(residual),
                        arrays.floats(gate.tensor()), output, rows, in, out,
                        rows / gate.tensor().shape().rows(), gate.stride(), gate.offset(), span);
        }
    }

    private void halfLinear(Op.Linear op, int rows, int in, int out, int span, String task) {
        var x = arrays.floats(op.x());
        var weight = arrays.halves(op.weight());
        var bias = arrays.bias(op);
        var output = arrays.floats(op.output());
        switch (op.epilogue()) {
            case Epilogue.Activate(Activation function) ->
                launcher.task(task, TiledLinear::activatedHalf, context, x, weight, bias, output, rows, in, out,
                        Functions.code(function), span);
            case Epilogue.Residual(Tensor residual) ->
                launcher.task(task, TiledLinear::residualHalf, context, x, weight, bias, arrays.floats(residual), output,
                        rows, in, out, span);
            case Epilogue.GatedResidual(Tensor residual, Slice gate) ->
                launcher.task(task, TiledLinear::gatedResidualHalf, context, x, weight, bias, arrays.floats(residual),
                        arrays.floats(gate.tensor()), output, rows, in, out,
                        rows / gate.tensor().shape().rows(), gate.stride(), gate.offset(), span);
        }
    }

    /** Launches {@link MmaLinear}. */
    void mmaLinear(Op.Linear op, int span, String task) {
        int rows = op.output().shape().rows();
        int in = op.x().shape().width();
        int out = op.output().shape().width();
        var x = arrays.floats(op.x());
        var weight = arrays.halves(op.weight());
        var bias = arrays.bias(op);
        var output = arrays.floats(op.output());
        launcher.grid(task, Grids.mmaLinear(rows, out, span));
        switch (op.epilogue()) {
            case Epilogue.Activate(Activation function) ->
                launcher.task(task, MmaLinear::linear, context, x, weight, bias, bias, bias, output, rows, in, out,
                        Functions.code(function), 1, 0, 0, span);
            case Epilogue.Residual(Tensor residual) ->
                launcher.task(task, MmaLinear::linear, context, x, weight, bias, arrays.floats(residual), bias, output,
                        rows, in, out, MmaLinear.RESIDUAL, 1, 0, 0, span);
            case Epilogue.GatedResidual(Tensor residual, Slice gate) ->
                launcher.task(task, MmaLinear::linear, context, x, weight, bias, arrays.floats(residual),
                        arrays.floats(gate.tensor()), output, rows, in, out, MmaLinear.GATED_RESIDUAL,
                        rows / gate.tensor().shape().rows(), gate.stride(), gate.offset(), span);
        }
    }

    /** Launches {@link FlashAttention}. */
    void attention(Op.Attention op, String task) {
        launcher.grid(task, Grids.attention(op.batch(), op.heads(), op.queries(), op.headWidth()));
        launcher.task(task, FlashAttention::attention, context, arrays.floats(op.q().tensor()),
                arrays.floats(op.k().tensor()), arrays.floats(op.v().tensor()), arrays.floats(op.output()),
                op.heads(), op.queries(), op.keys(), op.headWidth(),
                op.q().stride(), op.q().offset(), op.k().stride(), op.k().offset(), op.v().stride(), op.v().offset());
    }

    /** Launches {@link RowNorm}. */
    void layerNorm(Op.LayerNorm op, String task) {
        int rows = op.x().shape().rows();
        int width = op.x().shape().width();
        var x = arrays.floats(op.x());
        var output = arrays.floats(op.output());
        launcher.grid(task, Grids.rowNorm(rows));
        switch (op.normalization()) {
            case Normalization.Affine(Tensor weight, Tensor bias) ->
                launcher.task(task, RowNorm::affine, context, x, arrays.floats(weight), arrays.floats(bias), output,
                        width, op.epsilon());
            case Normalization.Modulated(Slice shift, Slice scale) ->
                launcher.task(task, RowNorm::modulated, context, x, arrays.floats(shift.tensor()), output,
                        width, op.epsilon(),
                        rows / shift.tensor().shape().rows(), shift.stride(), shift.offset(), scale.offset());
        }
    }

    /** Launches {@link GroupNorm}. */
    void groupNorm(ImageOp.GroupNorm op, String task) {
        Shape image = op.x().shape();
        launcher.grid(task, Grids.groupNorm(image.dim(0), op.groups()));
        launcher.task(task, GroupNorm::groupNorm, context, arrays.floats(op.x()), arrays.floats(op.weight()),
                arrays.floats(op.bias()), arrays.floats(op.output()), image.dim(1), image.dim(2) * image.dim(3), op.groups(),
                op.epsilon(), Functions.code(op.function()));
    }

    /** Launches {@link TiledConv}. */
    void conv2d(ImageOp.Conv2d op, String task) {
        Shape image = op.x().shape();
        Shape output = op.output().shape();
        launcher.grid(task, Grids.conv2d(output.dim(0), output.dim(1), output.dim(2) * output.dim(3)));
        launcher.task(task, TiledConv::conv2d, context, arrays.floats(op.x()), arrays.floats(op.weight()),
                arrays.floats(op.bias()), arrays.floats(op.output()), image.dim(1), output.dim(1), image.dim(2), image.dim(3),
                op.kernelSize(), op.stride(), op.margin());
    }
}
