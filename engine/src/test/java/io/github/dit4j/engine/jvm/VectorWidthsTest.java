package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process computes with is settled when it starts: so each choice has a process of its own. */
class VectorWidthsTest {
    @TempDir
    Path folder;

    /** Of vectors that the processor does not have, Java computes the elements one by one. */
    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void everyWidthComputesEveryOperation(int bits) throws IOException, InterruptedException {
        for (boolean isFast : new boolean[] {false, true}) {
            Run run = everyOperation(List.of("--add-modules", "jdk.incubator.vector", "-Ddit4j.vector.bits=" + bits,
                    "-Ddit4j.fast.products=" + isFast));
            assertEquals(0, run.status, run.toString());
            assertTrue(run.output.contains(bits + "-bit SIMD"), run.output);
        }
    }

    @Test
    void withoutTheModuleScalarCodeRunsAndSaysOnceHowMuchSlowerItIs() throws IOException, InterruptedException {
        Run run = everyOperation(List.of());
        assertEquals(0, run.status, run.toString());
        assertTrue(run.output.contains("scalar code"), run.output);
        assertEquals(1, run.errors.lines().filter(line -> line.contains("about 25 times as long")
                && line.endsWith("start Java with --add-modules jdk.incubator.vector")).count(), run.errors);
        assertFalse(run.output.contains("--add-modules"), run.output);
    }

    @Test
    void scalarCodeThatWasAskedForIsNotComplainedAbout() throws IOException, InterruptedException {
        Run run = everyOperation(List.of("-Ddit4j.vector.bits=32"));
        assertEquals(0, run.status, run.toString());
        assertTrue(run.output.contains("scalar code"), run.output);
        assertFalse(run.errors.contains("--add-modules"), run.errors);
    }

    @Test
    void widthsThatAreNoneAreRefusedByName() throws IOException, InterruptedException {
        Run run = everyOperation(List.of("-Ddit4j.vector.bits=300"));
        assertTrue(run.status != 0 && run.errors.contains("-Ddit4j.vector.bits=300 has to be 128, 256, 512 or 32"), run.errors);
    }

    @Test
    void fastProductsAreThereOrNot() throws IOException, InterruptedException {
        Run run = everyOperation(List.of("--add-modules", "jdk.incubator.vector", "-Ddit4j.fast.products=perhaps"));
        assertTrue(run.status != 0 && run.errors.contains("-Ddit4j.fast.products=perhaps has to be true or false"), run.errors);
    }

    @Test
    void threadsThatAreNoNumberAreRefusedByName() throws IOException, InterruptedException {
        Run run = everyOperation(List.of("-Ddit4j.threads=many"));
        assertTrue(run.status != 0 && run.errors.contains("-Ddit4j.threads=many is not a number"), run.errors);
    }

    private record Run(int status, String output, String errors) {}

    private Run everyOperation(List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EveryOperation.class.getName()));
        Path errors = folder.resolve("errors");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), output, Files.readString(errors));
    }
}
