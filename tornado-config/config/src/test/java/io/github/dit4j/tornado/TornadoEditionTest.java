package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TornadoEditionTest {

    @Test
    @Tag("sim")
    void theTestsRunOnTheJvmEdition() {
        assertEquals(new TornadoEdition.Jvm(), TornadoEdition.current());
        assertEquals("no TornadoVM (JVM edition)", TornadoEdition.current().describe());
    }

    @Test
    void aReleaseIsKnownByItsJar() {
        assertEquals(Optional.of("5.2.0-jdk25"), TornadoEdition.versionOfJar(
                URI.create("file:///sdk/share/java/tornado/tornado-api-5.2.0-jdk25.jar")));
        assertEquals(Optional.empty(), TornadoEdition.versionOfJar(URI.create("file:///x/dit4j-tornado-api-0.1.jar")));
        assertEquals("TornadoVM 5.2.0-jdk25", new TornadoEdition.Real("5.2.0-jdk25").describe());
    }
}
