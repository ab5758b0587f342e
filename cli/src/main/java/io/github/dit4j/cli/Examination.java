package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.check.Finding;
import io.github.dit4j.engine.check.OperationCheck;
import io.github.dit4j.engine.check.OperationChecks;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.layers.check.ModelCheck;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is checked of a device; findings come one by one, as they are made. */
final class Examination {
    private Examination() {}

    /** Whole small networks against published results. */
    static List<Finding> brief(Device device, DType weights) {
        return models(device, weights).toList();
    }

    /** Every operation at the sizes of published networks, then the networks of {@link #brief}. */
    static Stream<Finding> thorough(Device device, DType weights) {
        return Stream.concat(OperationChecks.all().stream().map(check -> check.run(device, weights)), models(device, weights));
    }

    private static Stream<Finding> models(Device device, DType weights) {
        return ModelCheck.all().stream().map(check -> check.run(device, weights));
    }

    /**
     * Device memory for a thorough examination: twice what its largest part needs, and far less than all together, so that it
     * fails where memory is not given back.
     *
     * @param weights what those of linear layers are kept as
     */
    static long deviceBytes(DType weights) {
        return 2 * Stream.concat(
                        OperationChecks.all().stream().map(OperationCheck::program),
                        ModelCheck.all().stream().map(ModelCheck::program))
                .mapToLong(program -> Devices.tornadoBytes(program, weights)).max().orElseThrow();
    }

    /** What is wrong, in a few words. */
    static String reason(Finding finding) {
        return finding.failure().orElseGet(() -> Double.isNaN(finding.error())
                ? "the result holds what is no number"
                : String.format(Locale.ROOT, "off by a relative %.1e, more than %.0e", finding.error(), finding.tolerance()));
    }
}
