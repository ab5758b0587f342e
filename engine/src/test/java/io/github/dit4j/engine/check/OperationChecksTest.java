package io.github.dit4j.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationChecksTest {

    @Test
    void thereIsACheckForEveryOperation() {
        Set<Class<?>> checked = OperationChecks.all().stream().map(check -> check.op().getClass()).collect(Collectors.toSet());
        assertEquals(records(Op.class).collect(Collectors.toSet()), checked);
    }

    /** The records of a sealed interface and of those below it. */
    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord() ? Stream.of(type) : Arrays.stream(type.getPermittedSubclasses()).flatMap(OperationChecksTest::records);
    }

    @Test
    void thereIsACheckForEveryEndOfALinearLayer() {
        Set<Class<?>> checked = OperationChecks.all().stream().map(OperationCheck::op).filter(Op.Linear.class::isInstance)
                .map(op -> ((Op.Linear) op).epilogue().getClass()).collect(Collectors.toSet());
        assertEquals(new HashSet<Class<?>>(Arrays.asList(Epilogue.class.getPermittedSubclasses())), checked);
    }

    @Test
    void thereIsACheckForEveryFunction() {
        Set<Activation> checked = OperationChecks.all().stream().map(OperationCheck::op).map(op -> switch (op) {
            case Op.Activate(var _, Activation function, var _) -> function;
            case Op.Linear linear when linear.epilogue() instanceof Epilogue.Activate(Activation function) -> function;
            default -> Activation.IDENTITY;
        }).collect(Collectors.toSet());
        assertEquals(EnumSet.allOf(Activation.class), checked);
    }

    @Test
    void aDeviceThatComputesRightPasses() {
        Finding finding = check("time MLP").run(new CpuDevice(), DType.F32);
        assertTrue(finding.isRight(), finding.toString());
        assertTrue(finding.error() > 0, "another order of summation leaves a trace");
    }

    /** As many bits are lost as there are less. */
    @Test
    void roundedWeightsPassWithinTheirTolerance() {
        Finding half = check("time MLP").run(new CpuDevice(), DType.F16);
        Finding brain = check("time MLP").run(new CpuDevice(), DType.BF16);
        assertTrue(half.isRight() && brain.isRight(), half + ", " + brain);
        assertEquals(8, brain.error() / half.error(), 2);
        assertEquals(8, brain.tolerance() / half.tolerance());
    }

    /** Fails before there is a result. */
    private record Failing(RuntimeException failure) implements Device {
        @Override
        public String id() {
            return "failing";
        }

        @Override
        public String description() {
            return "fails";
        }

        @Override
        public boolean isForChecking() {
            return true;
        }

        @Override
        public Engine open(Weights weights) {
            throw failure;
        }
    }

    @Test
    void aDeviceThatFailsIsAFindingToo() {
        Finding finding = check("ReLU").run(new Failing(new DeviceException("no memory left")), DType.F32);
        assertFalse(finding.isRight());
        assertEquals("no memory left", finding.failure().orElseThrow());
        assertFalse(check("ReLU").run(new ReferenceDevice(), DType.F16).isRight(), "reference keeps no weights as f16");
    }

    @Test
    void errorsAreRelativeAndWhatIsNoNumberIsWrong() {
        assertEquals(0.1, Finding.relativeError(new float[] {3, 4}, new float[] {3, 4.5f}), 1e-7);
        assertEquals(0, Finding.relativeError(new float[2], new float[2]));
        assertFalse(Finding.of("x", 1, () -> Finding.relativeError(new float[] {1}, new float[] {Float.NaN})).isRight());
        assertFalse(Finding.of("x", 1, () -> Finding.relativeError(new float[] {0}, new float[] {1})).isRight());
    }

    private static OperationCheck check(String name) {
        List<OperationCheck> found = OperationChecks.all().stream().filter(check -> check.name().startsWith(name)).toList();
        assertEquals(1, found.size());
        return found.getFirst();
    }
}
