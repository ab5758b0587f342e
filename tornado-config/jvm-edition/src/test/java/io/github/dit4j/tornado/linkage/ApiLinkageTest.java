package io.github.dit4j.tornado.linkage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;

class ApiLinkageTest {

    private static final ClassDesc FLOAT_ARRAY = api("types.arrays.FloatArray");
    private static final ClassDesc TASK_GRAPH = api("TaskGraph");
    private static final ClassDesc GRID = api("WorkerGrid");
    private static final MethodTypeDesc TO_VOID = MethodTypeDesc.of(ConstantDescs.CD_void);

    private final ApiLinkage linkage = new ApiLinkage();

    private static ClassDesc api(String name) {
        return ClassDesc.of("uk.ac.manchester.tornado.api." + name);
    }

    @Test
    void theJvmEditionHasNothingThatTornadoVmLacks() {
        List<ClassModel> edition = ApiLinkage.classesBeside(TaskGraph.class).stream()
                .filter(c -> c.thisClass().asInternalName().startsWith("uk/")).toList();
        assertFalse(edition.isEmpty());
        assertEquals(List.of(), edition.stream().flatMap(c -> linkage.additions(c).stream()).toList());
    }

    @Test
    void theTestsOfTheEditionWouldLinkAgainstTornadoVm() {
        // They use most of the API, so this shows that the checker accepts what is right.
        List<ClassModel> users = ApiLinkage.classesBeside(ApiLinkageTest.class).stream()
                .filter(c -> c.thisClass().asInternalName().startsWith("io/github/dit4j/tornado/device/")).toList();
        assertFalse(users.isEmpty());
        assertEquals(List.of(), users.stream().flatMap(c -> linkage.unresolved(c).stream()).toList());
    }

    @Test
    void constantsThatCompilersCopyAreThoseOfTornadoVm() {
        assertEquals(0, DataTransferMode.FIRST_EXECUTION);
        assertEquals(1, DataTransferMode.EVERY_EXECUTION);
        assertEquals(2, DataTransferMode.UNDER_DEMAND);
        assertEquals(List.of(1, 2, 3), List.of(WorkerGrid1D.DIM, WorkerGrid2D.DIM, WorkerGrid3D.DIM));
    }

    private static ClassModel user(Consumer<CodeBuilder> code) {
        byte[] bytes = ClassFile.of().build(ClassDesc.of("user.Code"), c -> c.withMethodBody(
                "m", TO_VOID, ClassFile.ACC_STATIC, body -> {
                    code.accept(body);
                    body.return_();
                }));
        return ClassFile.of().parse(bytes);
    }

    private void assertUnresolved(String part, Consumer<CodeBuilder> code) {
        List<String> problems = linkage.unresolved(user(code));
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("user/Code uses") && p.contains(part)),
                () -> "expected «" + part + "» in " + problems);
    }

    @Test
    void aClassThatTornadoVmLacksIsFound() {
        assertUnresolved("api/NotThere, which TornadoVM has not", c -> c.new_(api("NotThere")).pop());
        assertUnresolved("api/NotThere, which TornadoVM has not",
                c -> c.aconst_null().checkcast(api("NotThere").arrayType()).pop());
    }

    @Test
    void aMethodThatTornadoVmLacksIsFound() {
        assertUnresolved("FloatArray.erf ()V: no such method",
                c -> c.aconst_null().invokevirtual(FLOAT_ARRAY, "erf", TO_VOID));
        assertUnresolved("FloatArray.clear ()I: no such method", c -> c.aconst_null()
                .invokevirtual(FLOAT_ARRAY, "clear", MethodTypeDesc.of(ConstantDescs.CD_int)).pop());
    }

    @Test
    void aFieldThatTornadoVmLacksIsFound() {
        assertUnresolved("FloatArray.HEADER J: no such field",
                c -> c.getstatic(FLOAT_ARRAY, "HEADER", ConstantDescs.CD_long).pop2());
        assertEquals(List.of(), linkage.unresolved(
                user(c -> c.getstatic(FLOAT_ARRAY, "ARRAY_HEADER", ConstantDescs.CD_long).pop2())));
    }

    @Test
    void aStaticCallOfAnInstanceMethodIsFound() {
        assertUnresolved("not static", c -> c.invokestatic(FLOAT_ARRAY, "clear", TO_VOID));
    }

    @Test
    void aClassCallOfAnInterfaceIsFound() {
        MethodTypeDesc toInt = MethodTypeDesc.of(ConstantDescs.CD_int);
        assertUnresolved("WorkerGrid as a class", c -> c.aconst_null().invokevirtual(GRID, "dimension", toInt).pop());
        assertUnresolved("TaskGraph as an interface", c -> c.aconst_null()
                .invokeinterface(TASK_GRAPH, "getTaskGraphName", MethodTypeDesc.of(ConstantDescs.CD_String)).pop());
    }

    @Test
    void useOfTheSimulatorIsFound() {
        assertUnresolved("only the JVM edition",
                c -> c.new_(ClassDesc.of("io.github.dit4j.tornado.sim.SimulatedPlan")).pop());
    }

    @Test
    void additionsToTheApiAreFound() {
        ClassDesc name = ClassDesc.of("uk.ac.manchester.tornado.api.Extra");
        ClassModel extra = ClassFile.of().parse(ClassFile.of().build(name, c -> { }));
        assertEquals(List.of("uk/ac/manchester/tornado/api/Extra: no such public class in TornadoVM"),
                linkage.additions(extra));

        ClassModel graph = ClassFile.of().parse(ClassFile.of().build(TASK_GRAPH, c -> c
                .withFlags(ClassFile.ACC_PUBLIC).withSuperclass(api("Base")).withInterfaceSymbols(GRID)
                .withField("shown", ConstantDescs.CD_int, ClassFile.ACC_PROTECTED)
                .withField("hidden", ConstantDescs.CD_int, 0)
                .withMethodBody("extra", TO_VOID, ClassFile.ACC_PUBLIC, CodeBuilder::return_)
                .withMethodBody("own", TO_VOID, 0, CodeBuilder::return_)));
        assertEquals(List.of(
                "uk/ac/manchester/tornado/api/TaskGraph: extends uk/ac/manchester/tornado/api/Base,"
                        + " in TornadoVM java/lang/Object",
                "uk/ac/manchester/tornado/api/TaskGraph: does not implement uk/ac/manchester/tornado/api/WorkerGrid"
                        + " in TornadoVM",
                "uk/ac/manchester/tornado/api/TaskGraph.shown I: no such field in TornadoVM",
                "uk/ac/manchester/tornado/api/TaskGraph.extra ()V: no such method in TornadoVM"),
                linkage.additions(graph));
    }
}
