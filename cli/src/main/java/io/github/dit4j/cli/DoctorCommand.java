package io.github.dit4j.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dit4j.engine.check.Finding;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.tornado.TornadoSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dit4j doctor}. */
@Command(
        name = "doctor",
        header = "Check that devices compute what they should.%n",
        description = {
            "Every operation, at the sizes of published networks, beside the portable kernel in Java; then small networks"
                    + " against results of the published PyTorch code. Ends with exit code 1 if something is wrong."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j doctor                      all devices",
            "  dit4j doctor --device cuda:0 --dtype f16",
            "  dit4j doctor --brief --json"
        })
final class DoctorCommand implements Callable<Integer>, OnDevice {
    private final Terminal terminal;
    private final Supplier<DeviceSelector> devices;
    private final Supplier<TornadoSetup> setup;

    @Option(
            names = {"-d", "--device"},
            paramLabel = "DEVICE",
            description = "Which one; see dit4j devices. Default: cpu and all that TornadoVM reaches.")
    private Optional<String> device = Optional.empty();

    @Mixin
    private final DeviceTuning tuning = new DeviceTuning();

    @Option(names = "--brief", description = "The small networks only, which takes seconds: what is done at the first use.")
    private boolean brief;

    @Option(names = "--json", description = "As JSON, for another program.")
    private boolean json;

    DoctorCommand(Terminal terminal, Supplier<DeviceSelector> devices, Supplier<TornadoSetup> setup) {
        this.terminal = terminal;
        this.devices = devices;
        this.setup = setup;
    }

    @Override
    public DeviceWish wish() {
        return device.map(DeviceWish::of).orElseGet(DeviceWish.All::new);
    }

    @Override
    public Optional<MemorySize> memoryLimit() {
        return tuning.memoryLimit();
    }

    @Override
    public long deviceBytes() {
        return Examination.deviceBytes(tuning.weights());
    }

    @Override
    public Integer call() {
        TornadoSetup found = setup.get();
        say(found instanceof TornadoSetup.Ready ? found.describe() : "no TornadoVM: " + found.describe());
        boolean right = !(found instanceof TornadoSetup.Broken);
        var examined = new JsonArray();
        for (Device one : chosen()) {
            List<Finding> findings = examine(one);
            right &= findings.stream().allMatch(Finding::isRight);
            examined.add(describe(one, findings));
        }
        if (json) {
            var report = new JsonObject();
            report.addProperty("tornadovm", found.describe());
            report.add("devices", examined);
            report.addProperty("ok", right);
            terminal.out().println(Json.pretty(report));
        }
        return right ? ExitCode.OK : ExitCode.FAILURE;
    }

    private List<Device> chosen() {
        DeviceSelector selector = devices.get();
        List<Device> all = device.map(name -> List.of(selector.select(name))).orElseGet(() -> selector.devices().stream()
                .filter(one -> one.report().unusable().isEmpty() && (!one.isForChecking() || one.report().isAccelerated()))
                .toList());
        return all.stream().map(tuning::tuned).toList();
    }

    private List<Finding> examine(Device one) {
        say("");
        say(one.id() + ": " + one.description() + (one.report().driver().isBlank() ? "" : ", " + one.report().driver())
                + "; takes --dtype " + String.join(", ", one.weightTypes().stream().map(DType::label).toList()));
        Stream<Finding> findings = brief
                ? Examination.brief(one, tuning.weights()).stream()
                : Examination.thorough(one, tuning.weights());
        var all = new ArrayList<Finding>();
        findings.forEach(finding -> {
            all.add(finding);
            say(line(finding));
        });
        long wrong = all.stream().filter(finding -> !finding.isRight()).count();
        say(wrong == 0
                ? "all " + all.size() + " checks are right"
                : wrong + " of " + all.size() + " checks are wrong: " + remedy(one));
        return all;
    }

    private static String line(Finding finding) {
        return finding.isRight()
                ? String.format(Locale.ROOT, "  ok     %-42s %.1e", finding.check(), finding.error())
                : String.format(Locale.ROOT, "  WRONG  %-42s %s", finding.check(), Examination.reason(finding));
    }

    private static String remedy(Device one) {
        return one.report().isAccelerated()
                ? "try the portable kernels, DIT4J_JAVA_OPTS=-Ddit4j.kernels=portable, then another driver or release of"
                        + " TornadoVM; --device cpu needs neither"
                : "that is a fault of dit4j or of this JVM; please report it with these lines";
    }

    private void say(String line) {
        if (!json) {
            terminal.out().println(line);
            terminal.out().flush();
        }
    }

    private static JsonObject describe(Device one, List<Finding> findings) {
        JsonObject object = DevicesCommand.describe(one);
        var checks = new JsonArray();
        for (Finding finding : findings) {
            var check = new JsonObject();
            check.addProperty("check", finding.check());
            check.addProperty("ok", finding.isRight());
            if (Double.isFinite(finding.error())) {
                check.addProperty("error", finding.error());
            }
            check.addProperty("tolerance", finding.tolerance());
            if (!finding.isRight()) {
                check.addProperty("reason", Examination.reason(finding));
            }
            checks.add(check);
        }
        object.add("checks", checks);
        object.addProperty("ok", findings.stream().allMatch(Finding::isRight));
        return object;
    }
}
