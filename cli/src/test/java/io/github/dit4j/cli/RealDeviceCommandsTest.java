package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on the devices that TornadoVM reaches; {@code mvn verify -Pdevice-tests} runs them. */
@Tag("device")
class RealDeviceCommandsTest {

    @TempDir
    private Path folder;

    private static List<Device> devices() {
        return Devices.installed().devices().stream().filter(device -> device.report().isAccelerated()).toList();
    }

    private BufferedImage draw(String model, String device) throws IOException {
        Path file = folder.resolve("digits.png");
        Cli.done("sample", "--model", model, "-n", 4, "--seed", 7, "--device", device, "--no-check", "-o", file);
        return ImageIO.read(file.toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits-uvit", "digits-dit"})
    void aSeedDrawsTheSameDigitsAsOnTheProcessor(String model) throws IOException {
        BufferedImage expected = draw(model, "cpu");
        for (Device device : devices()) {
            BufferedImage drawn = draw(model, device.id());
            for (int y = 0; y < expected.getHeight(); y++) {
                for (int x = 0; x < expected.getWidth(); x++) {
                    int difference = Math.abs(expected.getRaster().getSample(x, y, 0) - drawn.getRaster().getSample(x, y, 0));
                    assertTrue(difference <= 1, device.id() + " differs by " + difference + " at " + x + ", " + y);
                }
            }
        }
    }

    @Test
    void theDoctorFindsNothingWrong() {
        Cli.Run run = Cli.done("doctor", "--brief", "--json");
        assertTrue(JsonParser.parseString(run.out()).getAsJsonObject().get("ok").getAsBoolean(), run.out());
    }

    @Test
    void devicesAreListedWithWhatTheyCanDo() {
        String out = Cli.done("devices").out();
        devices().forEach(device -> assertEquals(1, out.lines().filter(line -> line.startsWith(device.id() + " ")).count(), out));
    }
}
