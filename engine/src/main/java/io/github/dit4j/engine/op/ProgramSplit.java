package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program cut in two: what can be computed from some of its inputs alone, and the rest. Inputs that are known long before
 * the others, as a diffusion model's timesteps and labels are, then need not be looked at in every run: the first part runs
 * for many of them at once, which reads its weights once.
 *
 * <p>Both parts together do what the program does. Tensors and weights keep their names, so that what an executor shares
 * among programs these two share.
 *
 * @param ahead what depends on the known inputs, weights and constants alone; its outputs are {@code handed}, then those of
 *     the program that it writes
 * @param rest all else; its inputs are those of the program that it reads, then {@code handed}
 * @param handed what {@code ahead} computes and {@code rest} reads, in the order in which it is computed
 */
public record ProgramSplit(Program ahead, Program rest, List<Tensor> handed) {

    public ProgramSplit {
        handed = List.copyOf(handed);
    }

    /**
     * Splits a program.
     *
     * @param known the inputs that are known first
     * @throws IllegalArgumentException if one of them is not an input of the program
     */
    public static ProgramSplit of(Program program, Set<Tensor> known) {
        for (Tensor input : known) {
            if (!program.inputs().contains(input)) {
                throw new IllegalArgumentException(program.name() + " has no input " + input + ", only " + program.inputs());
            }
        }
        Set<Tensor> late = late(program, known);
        Predicate<Op> isLate = op -> late.contains(op.output());
        List<Block> first = blocks(program, isLate.negate());
        List<Block> second = blocks(program, isLate);
        Set<Tensor> readLate = read(second);
        List<Tensor> handed = first.stream().flatMap(block -> block.written().stream()).filter(readLate::contains).toList();
        Set<Tensor> writtenFirst = first.stream().flatMap(block -> block.written().stream()).collect(Collectors.toSet());
        Set<Tensor> readFirst = read(first);
        return new ProgramSplit(
                part(program, program.name() + "-ahead",
                        program.inputs().stream().filter(readFirst::contains).toList(),
                        first, joined(handed, program.outputs().stream().filter(writtenFirst::contains))),
                part(program, program.name(),
                        joined(program.inputs().stream().filter(in -> !known.contains(in) || readLate.contains(in)).toList(),
                                handed.stream()),
                        second, program.outputs().stream().filter(output -> !writtenFirst.contains(output)).toList()),
                handed);
    }

    /** What depends on any other input than the known ones. */
    private static Set<Tensor> late(Program program, Set<Tensor> known) {
        var late = new HashSet<>(program.inputs());
        late.removeAll(known);
        for (Block block : program.blocks()) {
            for (Op op : block.ops()) {
                if (op.inputs().stream().anyMatch(late::contains)) {
                    late.add(op.output());
                }
            }
        }
        return late;
    }

    private static List<Block> blocks(Program program, Predicate<Op> wanted) {
        return program.blocks().stream()
                .map(block -> new Block(block.name(), block.ops().stream().filter(wanted).toList()))
                .filter(block -> !block.ops().isEmpty())
                .toList();
    }

    private static Set<Tensor> read(List<Block> blocks) {
        return blocks.stream().flatMap(block -> block.ops().stream()).flatMap(op -> op.inputs().stream())
                .collect(Collectors.toSet());
    }

    private static List<Tensor> joined(List<Tensor> tensors, Stream<Tensor> more) {
        var all = new ArrayList<>(tensors);
        more.filter(tensor -> !all.contains(tensor)).forEach(all::add);
        return all;
    }

    private static Program part(Program whole, String name, List<Tensor> inputs, List<Block> blocks, List<Tensor> outputs) {
        Set<Tensor> read = read(blocks);
        Map<Tensor, TensorData> constants = whole.constants().entrySet().stream()
                .filter(constant -> read.contains(constant.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Program(name, inputs, whole.weights().stream().filter(read::contains).toList(), constants, blocks, outputs);
    }

    /**
     * Bytes of the matrices, as F32, by which the first part multiplies: what each run of an unsplit program reads for the
     * sake of the known inputs.
     */
    public long bytesMultipliedAhead() {
        return ahead.blocks().stream().flatMap(block -> block.ops().stream())
                .flatMap(op -> op instanceof Op.Linear linear ? Stream.of(linear.weight()) : Stream.of())
                .distinct()
                .mapToLong(weight -> weight.shape().elements() * weight.dtype().bytes())
                .sum();
    }
}
