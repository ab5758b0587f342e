package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.List;

/** Computes every operation with what this process computes with; the exit status is 1 if one is wrong. */
final class EveryOperation {

    private EveryOperation() {}

    public static void main(String[] arguments) {
        var device = new CpuDevice();
        System.out.println(device.description());
        List<String> wrong = OpCases.all()
                .filter(operation -> !(OpCase.relativeError(operation.runOn(device), operation.expected())
                        <= operation.tolerance()))
                .map(OpCase::name).toList();
        if (!wrong.isEmpty()) {
            System.out.println("wrong: " + wrong);
            System.exit(1);
        }
    }
}
