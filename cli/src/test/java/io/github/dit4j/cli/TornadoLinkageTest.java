package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.tornado.linkage.ApiLinkage;
import java.lang.classfile.ClassModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the modules call of TornadoVM is there in TornadoVM, not only in the JVM edition. */
class TornadoLinkageTest {

    private static final List<ClassModel> CLASSES = ApiLinkage.usersOnClassPath();

    private static boolean isUser(ClassModel c, String module) {
        return c.thisClass().asInternalName().startsWith("io/github/dit4j/" + module + "/");
    }

    @Test
    void everyModuleLinksAgainstTornadoVm() {
        ApiLinkage linkage = new ApiLinkage();
        assertEquals(List.of(), CLASSES.stream().flatMap(c -> linkage.unresolved(c).stream()).toList());
    }

    @Test
    void theModulesThatUseTornadoVmAreAmongTheClassesSeen() {
        assertTrue(CLASSES.stream().anyMatch(c -> isUser(c, "engine")));
        assertTrue(CLASSES.stream().anyMatch(c -> isUser(c, "tornado")));
    }
}
