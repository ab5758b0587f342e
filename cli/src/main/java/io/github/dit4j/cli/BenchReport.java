package io.github.dit4j.cli;

import com.google.gson.JsonObject;
import io.github.dit4j.engine.device.Device;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What {@code dit4j bench} measured, as a table or for another program. */
record BenchReport(List<Row> rows, ReportFormat format, boolean quiet) {
    private static final List<String> HEADER = List.of("model", "device", "batch", "median ms", "best ms", "images/s",
            "GFLOP/s", "of peak", "memory MB", "prepared s");

    /**
     * One combination.
     *
     * @param times nanoseconds of each run, ascending
     * @param prepared nanoseconds that loading and preparing took
     * @param operations floating-point operations of a run
     * @param peak how many per second the device does at best, if it was measured
     * @param memory bytes
     * @param run a sampling run, if one was measured
     */
    record Row(String model, Device device, int batch, long[] times, long prepared, long operations, OptionalDouble peak,
            long memory, Optional<BenchRun> run) {

        private double median() {
            return times[times.length / 2] * 1e-9;
        }

        private double perSecond() {
            return operations / median();
        }

        private List<String> cells() {
            var cells = new ArrayList<>(List.of(model, device.id() + " (" + device.description() + ")", String.valueOf(batch),
                    number("%.1f", median() * 1e3), number("%.1f", times[0] * 1e-6), Progress.rate(batch / median()),
                    number("%.0f", perSecond() * 1e-9),
                    peak.isPresent() ? number("%.0f %%", 100 * perSecond() / peak.getAsDouble()) : "–",
                    number("%.0f", memory * 1e-6), number("%.2f", prepared * 1e-9)));
            run.ifPresent(measured -> cells.add(number("%.1f", measured.nanos() * 1e-6)));
            return cells;
        }

        private JsonObject json() {
            var object = new JsonObject();
            object.addProperty("model", model);
            object.addProperty("device", device.id());
            object.addProperty("device_description", device.description());
            object.addProperty("weights", device.weights().label());
            object.addProperty("batch", batch);
            object.addProperty("runs", times.length);
            object.addProperty("prepare_ms", prepared * 1e-6);
            object.addProperty("best_ms", times[0] * 1e-6);
            object.addProperty("median_ms", median() * 1e3);
            object.addProperty("images_per_second", batch / median());
            object.addProperty("operations", operations);
            object.addProperty("gflops", perSecond() * 1e-9);
            peak.ifPresent(most -> {
                object.addProperty("peak_gflops", most * 1e-9);
                object.addProperty("share_of_peak", perSecond() / most);
            });
            object.addProperty("memory_bytes", memory);
            run.ifPresent(measured -> {
                object.addProperty("steps", measured.steps());
                object.addProperty("step_ms", measured.nanos() * 1e-6);
            });
            return object;
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    void print(PrintWriter out) {
        if (format.isJson()) {
            out.println(Json.pretty(Json.objects(rows.stream().map(Row::json).toList())));
        } else if (quiet && !format.isMarkdown()) {
            rows.forEach(row -> out.println(number("%.3f", row.median() * 1e3)));
        } else {
            format.print(out, header(), rows.stream().map(Row::cells).toList());
        }
    }

    /** All rows have a run, or none. */
    private List<String> header() {
        var header = new ArrayList<>(HEADER);
        rows.getFirst().run().ifPresent(run -> header.add("step of " + run.steps() + ", ms"));
        return header;
    }
}
