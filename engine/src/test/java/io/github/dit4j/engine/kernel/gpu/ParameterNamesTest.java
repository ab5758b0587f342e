package io.github.dit4j.engine.kernel.gpu;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterNamesTest {
    /** Words of OpenCL C that are none of Java. */
    private static final Set<String> WORDS = Set.of("half", "uchar", "ushort", "uint", "ulong", "global", "local", "constant",
            "generic", "kernel", "read_only", "write_only", "read_write", "signed", "unsigned", "struct", "union", "typedef",
            "register", "extern", "inline", "sizeof", "size_t");

    @ParameterizedTest
    @ValueSource(classes = {FlashAttention.class, GroupNorm.class, MmaLinear.class, RowNorm.class, TiledConv.class,
        TiledLinear.class})
    void noneIsAWordOfOpenClC(Class<?> kernels) {
        for (Method method : kernels.getDeclaredMethods()) {
            for (Parameter parameter : method.getParameters()) {
                assertFalse(WORDS.contains(parameter.getName()), () -> parameter.getName() + " of " + method);
            }
        }
    }
}
