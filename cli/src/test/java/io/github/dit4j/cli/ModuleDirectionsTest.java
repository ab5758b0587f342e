package io.github.dit4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom: cli, sampler, layers, engine, tornado-config, each only those after it. */
class ModuleDirectionsTest {
    private static final String ROOT = "io.github.dit4j.";
    private static final String TORNADO_API = "uk.ac.manchester.tornado..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.github.dit4j", "uk.ac.manchester.tornado");

    @Test
    void everyModuleKnowsOnlyThoseBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli").definedBy(ROOT + "cli..")
                .layer("sampler").definedBy(ROOT + "sampler..")
                .layer("layers").definedBy(ROOT + "layers..")
                .layer("engine").definedBy(ROOT + "engine..")
                .layer("tornado-config").definedBy(ROOT + "tornado..", TORNADO_API)
                .whereLayer("cli").mayNotBeAccessedByAnyLayer()
                .whereLayer("sampler").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("layers").mayOnlyBeAccessedByLayers("cli", "sampler")
                .whereLayer("engine").mayOnlyBeAccessedByLayers("cli", "sampler", "layers")
                .whereLayer("tornado-config").mayOnlyBeAccessedByLayers("cli", "engine")
                .check(CLASSES);
    }

    @Test
    void everyClassBelongsToAModule() {
        classes().should().resideInAnyPackage(
                ROOT + "cli..", ROOT + "sampler..", ROOT + "layers..", ROOT + "engine..", ROOT + "tornado..", TORNADO_API)
                .check(CLASSES);
    }

    @Test
    void onlyTheEngineSpeaksToTornadoVm() {
        noClasses().that().resideInAnyPackage(ROOT + "cli..", ROOT + "sampler..", ROOT + "layers..")
                .should().dependOnClassesThat().resideInAPackage(TORNADO_API)
                .check(CLASSES);
    }

    @Test
    void kernelsAreTheEnginesOwn() {
        noClasses().that().resideOutsideOfPackage(ROOT + "engine..")
                .should().dependOnClassesThat().resideInAnyPackage(
                        ROOT + "engine.kernel..", ROOT + "engine.jvm..", ROOT + "engine.tornado..", ROOT + "engine.lowering..",
                        ROOT + "engine.reference..", ROOT + "engine.memory..")
                .check(CLASSES);
    }

    /** {@code jvm → step → kernels ← panama}. */
    @Test
    void stepsKnowKernelsAndKernelsNobody() {
        String jvm = ROOT + "engine.jvm";
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("jvm").definedBy(jvm)
                .layer("step").definedBy(jvm + ".step..")
                .layer("panama").definedBy(jvm + ".panama..")
                .layer("kernels").definedBy(jvm + ".kernels..")
                .whereLayer("jvm").mayNotBeAccessedByAnyLayer()
                .whereLayer("step").mayOnlyBeAccessedByLayers("jvm")
                .whereLayer("panama").mayOnlyBeAccessedByLayers("jvm")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        noClasses().that().resideOutsideOfPackage(ROOT + "cli..")
                .should().dependOnClassesThat().resideInAPackage("picocli..")
                .check(CLASSES);
    }

    @Test
    void checkpointsAndOperationsKnowNoDevice() {
        noClasses().that().resideInAnyPackage(ROOT + "engine.op..", ROOT + "engine.tensor..", ROOT + "engine.checkpoint..")
                .should().dependOnClassesThat().resideInAnyPackage(ROOT + "engine.device..", ROOT + "engine.jvm..",
                        ROOT + "engine.tornado..", ROOT + "engine.reference..")
                .check(CLASSES);
    }

    @Test
    void nothingInTheEngineGoesInCircles() {
        slices().matching(ROOT + "engine.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
