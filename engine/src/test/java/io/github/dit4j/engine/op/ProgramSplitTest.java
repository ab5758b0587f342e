package io.github.dit4j.engine.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.RandomPrograms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramSplitTest {
    private static final List<String> INPUTS = List.of("x", "condition", "ids");

    /** A block of adaLN: modulation and label depend on the condition, the tokens on both. */
    private static Program modulated() {
        var program = ProgramBuilder.named("modulated");
        Tensor x = program.input("x", DType.F32, 2, 3, 4);
        Tensor condition = program.input("condition", DType.F32, 2, 4);
        Tensor shifts = program.constant("shifts", TensorData.of(Shape.of(4), 1, 2, 3, 4));
        var block = program.block("block");
        Tensor m = block.linear("modulation", condition, 8, Epilogue.NONE);
        Tensor h = block.layerNorm("norm", x, new Normalization.Modulated(Slice.part(m, 0, 2), Slice.part(m, 1, 2)), 1e-6f);
        Tensor shifted = block.add("shifted", condition, shifts);
        h = block.linear("fc", h, 4, new Epilogue.GatedResidual(x, Slice.all(shifted)));
        block.end();
        program.output(h);
        return program.build();
    }

    @Test
    void whatDependsOnTheConditionAloneComesFirst() {
        Program whole = modulated();
        var split = ProgramSplit.of(whole, Set.of(whole.input("condition")));
        assertEquals(List.of("block.modulation", "block.shifted"), names(split.handed()));
        assertEquals(List.of("condition"), names(split.ahead().inputs()));
        assertEquals(List.of("block.modulation", "block.shifted"), names(split.ahead().outputs()));
        assertEquals(List.of("block.modulation.weight", "block.modulation.bias"), names(split.ahead().weights()));
        assertEquals(whole.constants(), split.ahead().constants());
        assertEquals(List.of("x", "block.modulation", "block.shifted"), names(split.rest().inputs()));
        assertEquals(List.of("block.fc.stream"), names(split.rest().outputs()));
        assertEquals(List.of("block.fc.weight", "block.fc.bias"), names(split.rest().weights()));
        assertEquals(Map.of(), split.rest().constants());
        assertEquals(4 * 8 * 4, split.bytesMultipliedAhead());
    }

    @Test
    void whereNothingIsKnownNothingComesFirst() {
        Program whole = modulated();
        var split = ProgramSplit.of(whole, Set.of());
        assertEquals(whole, split.rest());
        assertEquals(List.of(), split.ahead().blocks());
        assertEquals(0, split.bytesMultipliedAhead());
    }

    @Test
    void whereAllIsKnownAllComesFirst() {
        Program whole = modulated();
        var split = ProgramSplit.of(whole, Set.copyOf(whole.inputs()));
        assertEquals(whole.blocks(), split.ahead().blocks());
        assertEquals(whole.outputs(), split.ahead().outputs());
        assertEquals(List.of(), split.rest().blocks());
        assertEquals(List.of(), split.handed());
    }

    @Test
    void anInputOfAnotherProgramIsRefused() {
        var foreign = new Tensor("t", Shape.of(2), DType.F32, Tensor.Role.INPUT);
        String message = assertThrows(IllegalArgumentException.class,
                () -> ProgramSplit.of(modulated(), Set.of(foreign))).getMessage();
        assertTrue(message.contains("modulated has no input t [2]"), message);
    }

    /** Whatever is known first, and whatever reads whatever. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void bothPartsTogetherGiveTheSameBits(int known) {
        Set<String> names = INPUTS.stream().filter(name -> (known >> INPUTS.indexOf(name) & 1) == 1)
                .collect(Collectors.toSet());
        int handed = 0;
        for (long seed = 0; seed < 60; seed++) {
            Program whole = RandomPrograms.of(seed);
            var split = ProgramSplit.of(whole, names.stream().map(whole::input).collect(Collectors.toSet()));
            handed += split.handed().size();
            for (Device device : List.of(new CpuDevice(2), new ReferenceDevice())) {
                Map<String, float[]> expected = run(device, whole, List.of(whole));
                Map<String, float[]> actual = run(device, whole, List.of(split.ahead(), split.rest()));
                whole.outputs().forEach(output -> assertArrayEquals(
                        expected.get(output.name()), actual.get(output.name()), 0f, whole.name() + ", " + output));
            }
        }
        // No operation of these programs reads the condition alone, and where all is known there is no rest.
        boolean cut = !names.isEmpty() && !names.equals(Set.of("condition")) && names.size() < INPUTS.size();
        assertEquals(cut, handed > 0, handed + " tensors handed on");
    }

    /** Runs programs one after the other, handing on what has the name of an input. */
    private static Map<String, float[]> run(Device device, Program whole, List<Program> parts) {
        var random = new Random(7);
        var values = new HashMap<String, float[]>();
        for (Tensor input : whole.inputs()) {
            values.put(input.name(), normal(input, random));
        }
        try (var engine = device.open(RandomPrograms.weights(whole))) {
            for (Program part : parts) {
                try (Executor executor = engine.prepare(part)) {
                    for (Tensor input : part.inputs()) {
                        if (input.dtype() == DType.I32) {
                            executor.write(input, new int[] {4, 1});
                        } else {
                            executor.write(input, values.get(input.name()));
                        }
                    }
                    executor.run();
                    part.outputs().forEach(output -> values.put(output.name(), executor.read(output)));
                }
            }
        }
        return values;
    }

    private static float[] normal(Tensor tensor, Random random) {
        var values = new float[tensor.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static List<String> names(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::name).toList();
    }
}
