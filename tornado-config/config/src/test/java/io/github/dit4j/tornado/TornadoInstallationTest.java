package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornadoInstallationTest {

    @TempDir
    private Path home;

    /** Lays out what dit4j reads of an SDK, as the one of TornadoVM 5.2.0 has it. */
    @BeforeEach
    void makeSdk() throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Path modules = Files.createDirectories(home.resolve("share/java/tornado"));
        write("etc/tornado.release", "version=5.2.0-jdk25\nbranch=master\ncommit=bdef615\n");
        write("etc/tornado.backend", "tornado.backends=opencl-backend, cuda-backend\n");
        Files.createFile(modules.resolve("tornado-api-5.2.0-jdk25.jar"));
        write("tornado-argfile", "# === Module system ===\n--module-path ." + File.pathSeparator + modules
                + "\n--upgrade-module-path " + home + "/share/java/graalJars\n");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(home.resolve(file), text);
    }

    private void assertInvalid(String... parts) {
        String message = assertThrows(InvalidInstallationException.class, () -> TornadoInstallation.at(home)).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "expected «" + part + "» in: " + message);
        }
    }

    @Test
    void anSdkTellsItsVersionAndBackends() {
        TornadoInstallation sdk = TornadoInstallation.at(home);
        assertEquals("5.2.0-jdk25", sdk.version());
        assertEquals(OptionalInt.of(25), sdk.jdk());
        assertEquals(Set.of(Backend.OPENCL, Backend.CUDA), sdk.backends());
        assertEquals(List.of("--module-path", "." + File.pathSeparator + home + "/share/java/tornado",
                "--upgrade-module-path", home + "/share/java/graalJars"), sdk.arguments());
    }

    @Test
    void theEnvironmentNamesTheSdk() {
        assertEquals(Optional.of(TornadoInstallation.at(home)),
                TornadoInstallation.find(Map.of("TORNADOVM_HOME", home.toString())));
        assertEquals(Optional.empty(), TornadoInstallation.find(Map.of()));
        assertEquals(Optional.empty(), TornadoInstallation.find(Map.of("TORNADOVM_HOME", " ")));
        assertThrows(InvalidInstallationException.class,
                () -> TornadoInstallation.find(Map.of("TORNADOVM_HOME", home + "/nowhere")));
    }

    @Test
    void aDirectoryThatIsNoSdkIsRefused() throws IOException {
        Files.delete(home.resolve("etc/tornado.release"));
        assertInvalid("tornado.release", "TORNADOVM_HOME");
    }

    @Test
    void aReleaseFileThatIsNoPropertiesIsRefused() throws IOException {
        write("etc/tornado.release", "version=\\uZZZZ");
        assertInvalid("cannot read", "tornado.release");
        Files.write(home.resolve("etc/tornado.release"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        assertInvalid("cannot read", "tornado.release");
    }

    @Test
    void missingEntriesAreNamed() throws IOException {
        write("etc/tornado.release", "branch=master\n");
        assertInvalid("tornado.release has no line version=");
    }

    @Test
    void backendsThatNobodyKnowsAreLeftOutOrRefused() throws IOException {
        write("etc/tornado.backend", "tornado.backends=quantum-backend,ptx-backend\n");
        assertEquals(Set.of(Backend.PTX), TornadoInstallation.at(home).backends());
        write("etc/tornado.backend", "tornado.backends=quantum-backend\n");
        assertInvalid("quantum-backend", "OPENCL");
    }

    @Test
    void theTemplateOfTheArgumentsIsRightWhereverTheSdkIs() throws IOException {
        write("tornado-argfile", "--module-path /was/elsewhere/share/java/tornado\n");
        write("tornado-argfile.template", "--module-path ." + File.pathSeparator + "${TORNADOVM_HOME}/share/java/tornado\n");
        assertEquals(List.of("--module-path", "." + File.pathSeparator + home + "/share/java/tornado"), TornadoInstallation.at(home).arguments());
    }

    @Test
    void argumentsThatAreMissingOrOfAnotherPlaceAreRefused() throws IOException {
        write("tornado-argfile", "--module-path /was/elsewhere/share/java/tornado\n");
        assertInvalid("made for /was/elsewhere", "no tornado-api jar");
        write("tornado-argfile", "-server\n");
        assertInvalid("no --module-path", "unpack the SDK again");
        Files.delete(home.resolve("tornado-argfile"));
        assertInvalid("cannot read", "tornado-argfile", "unpack the SDK again");
    }

    @Test
    void anotherJdkIsRefused() {
        TornadoInstallation sdk = TornadoInstallation.at(home);
        sdk.checkJdk(25);
        String message = assertThrows(InvalidInstallationException.class, () -> sdk.checkJdk(21)).getMessage();
        assertTrue(message.contains("JDK 25 only, and this is JDK 21"), message);
    }
}
