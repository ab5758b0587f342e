package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.dit4j.engine.jvm.kernels.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is compiled early are calls like any others, and nothing comes of a mistake that the run itself is told of. */
class EarlyKernelsTest {
    private static final String PROPERTY = "dit4j.vector.bits";

    @Test
    void everyKernelTakesItsArguments() {
        EarlyKernels.compile(KernelsProvider.kernels());
        EarlyKernels.compile(new ScalarKernels());
    }

    @ParameterizedTest
    @CsvSource({"'', true", "128, true", "' 256', true", "32, false", "7, false", "many, false"})
    void withoutVectorsThereIsNothingToCompile(String bits, boolean has) {
        String before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, bits);
        try {
            assertEquals(has, KernelsProvider.vectors().isPresent());
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
    }
}
