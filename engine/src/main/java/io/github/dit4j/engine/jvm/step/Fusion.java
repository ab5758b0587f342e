package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which neighbouring operations of a program become one step: a convolution takes along the enlargement before it and the
 * addition behind it. What passes between them then needs no memory, and the decoder of an autoencoder, whose images are
 * larger than the caches, saves a walk over them for each. The results have the same bits as without.
 */
final class Fusion {
    private final List<Op> ops;
    private final Map<Tensor, Integer> readers = new HashMap<>();
    private final int lanes;

    private Fusion(Program program, int lanes) {
        this.lanes = lanes;
        ops = program.blocks().stream().flatMap(block -> block.ops().stream()).toList();
        ops.forEach(op -> op.inputs().forEach(input -> readers.merge(input, 1, Integer::sum)));
        program.outputs().forEach(output -> readers.merge(output, 1, Integer::sum));
    }

    /**
     * The operations of a program, those of a step together.
     *
     * @param lanes of the kernels
     */
    static List<List<Op>> of(Program program, int lanes) {
        return new Fusion(program, lanes).steps();
    }

    /** The operation that gives a step its name: the convolution, or the only one. */
    static Op main(List<Op> step) {
        return step.stream().filter(ImageOp.Conv2d.class::isInstance).findFirst().orElseGet(step::getFirst);
    }

    /** The convolution of a step and what it takes along. */
    static Convolution convolution(List<Op> step) {
        var conv = (ImageOp.Conv2d) main(step);
        Tensor x = step.getFirst() instanceof ImageOp.Upsample upsample ? upsample.x() : conv.x();
        Optional<Tensor> residual = step.getLast() instanceof Op.Add add
                ? Optional.of(add.a().equals(conv.output()) ? add.b() : add.a()) : Optional.empty();
        return new Convolution(conv, x, residual, step.getLast().output());
    }

    private List<List<Op>> steps() {
        var steps = new ArrayList<List<Op>>();
        for (int at = 0; at < ops.size(); ) {
            int from = at;
            if (at + 1 < ops.size() && ops.get(at) instanceof ImageOp.Upsample first && isTaken(first, ops.get(at + 1))) {
                at++;
            }
            if (at + 1 < ops.size() && ops.get(at) instanceof ImageOp.Conv2d conv && isTaken(conv, ops.get(at + 1))) {
                at++;
            }
            steps.add(List.copyOf(ops.subList(from, ++at)));
        }
        return steps;
    }

    private boolean isTaken(ImageOp.Upsample upsample, Op next) {
        return upsample.factor() == 2 && isReadOnce(upsample.output())
                && next instanceof ImageOp.Conv2d conv && conv.x().equals(upsample.output())
                && WinogradStep.suits(conv, lanes);
    }

    private boolean isTaken(ImageOp.Conv2d conv, Op next) {
        return isReadOnce(conv.output()) && next instanceof Op.Add add
                && (add.a().equals(conv.output()) && add.b().shape().equals(add.a().shape())
                        || add.b().equals(conv.output()) && add.b().shape().equals(add.a().shape()));
    }

    private boolean isReadOnce(Tensor tensor) {
        return readers.get(tensor) == 1;
    }
}
