package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Computes every operation with what this process computes with; the exit status is 1 if one is wrong. */
final class EveryOperation {

    private EveryOperation() {}

    public static void main(String[] arguments) {
        var device = new CpuDevice();
        System.out.println(device.description());
        List<String> wrong = Stream.concat(OpCases.all(), OpCases.largeLinear())
                .filter(operation -> !(OpCase.relativeError(operation.runOn(device), operation.expected())
                        <= operation.tolerance()))
                .map(OpCase::name).toList();
        if (!wrong.isEmpty()) {
            System.out.println("wrong: " + wrong);
            System.exit(1);
        }
        for (DType type : List.of(DType.F16, DType.BF16)) {
            requireRoundedWeights(type);
        }
    }

    /** Weights in 16 bits give what the same weights give in single precision. */
    private static void requireRoundedWeights(DType type) {
        List<String> wrong = SmallWeightsTest.linear()
                .filter(operation -> !Arrays.equals(SmallWeightsTest.rounded(operation, type).runOn(new CpuDevice()),
                        operation.runOn(new CpuDevice().withWeightsAs(type))))
                .map(OpCase::name).toList();
        if (!wrong.isEmpty()) {
            System.out.println("wrong with weights as " + type + ": " + wrong);
            System.exit(1);
        }
    }
}
