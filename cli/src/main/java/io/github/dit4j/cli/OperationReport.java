package io.github.dit4j.cli;

import com.google.gson.JsonObject;
import io.github.dit4j.cli.OperationProfile.Bound;
import io.github.dit4j.cli.OperationProfile.Limits;
import io.github.dit4j.cli.OperationProfile.Line;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code dit4j bench --by-operation} measured, as tables or for another program. */
record OperationReport(List<OperationProfile> profiles, ReportFormat format, boolean quiet) {
    private static final List<String> HEADER =
            List.of("operation", "size", "layer", "count", "ms", "share", "GFLOP/s", "GB/s", "limit", "of it");

    void print(PrintWriter out) {
        if (format.isJson()) {
            out.println(Json.pretty(Json.objects(profiles.stream().map(OperationReport::json).toList())));
            return;
        }
        for (OperationProfile profile : profiles) {
            if (!quiet) {
                out.println(caption(profile));
                out.println();
            }
            format.print(out, HEADER, rows(profile));
            if (profile != profiles.getLast()) {
                out.println();
            }
        }
    }

    private static String caption(OperationProfile profile) {
        return String.format(Locale.ROOT,
                "%s, batch %d, %s (%s): %.2f ms; the limits are %.0f GFLOP/s of multiply-adds and %.1f GB/s from memory",
                profile.model(), profile.batch(), profile.device().id(), profile.device().description(),
                profile.total().seconds() * 1e3, profile.limits().peak() * 1e-9, profile.limits().bandwidth() * 1e-9);
    }

    private static List<List<String>> rows(OperationProfile profile) {
        var rows = new ArrayList<List<String>>();
        double all = profile.total().seconds();
        profile.lines().forEach(line -> rows.add(cells(line, all, profile.limits())));
        rows.add(cells(profile.total(), all, profile.limits()));
        return rows;
    }

    private static List<String> cells(Line line, double all, Limits limits) {
        Bound bound = line.bound(limits);
        return List.of(line.kind(), line.size(), layers(line), String.valueOf(line.count()),
                number("%.3f", line.seconds() * 1e3), number("%.1f %%", 100 * line.seconds() / all),
                line.operations() == 0 ? "–" : number("%.0f", line.operationsPerSecond() * 1e-9),
                number("%.1f", line.bytesPerSecond() * 1e-9), bound.toString(),
                bound == Bound.CACHE ? "–" : number("%.0f %%", 100 * line.shareOf(limits)));
    }

    /** The first, for a table has to stay narrow. */
    private static String layers(Line line) {
        return switch (line.layers().size()) {
            case 0 -> "";
            case 1 -> line.layers().getFirst();
            default -> line.layers().getFirst() + " …";
        };
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static JsonObject json(OperationProfile profile) {
        double all = profile.total().seconds();
        var object = new JsonObject();
        object.addProperty("model", profile.model());
        object.addProperty("device", profile.device().id());
        object.addProperty("device_description", profile.device().description());
        object.addProperty("weights", profile.device().weights().label());
        object.addProperty("batch", profile.batch());
        object.addProperty("ms", all * 1e3);
        object.addProperty("peak_gflops", profile.limits().peak() * 1e-9);
        object.addProperty("memory_gb_per_second", profile.limits().bandwidth() * 1e-9);
        object.add("operations", Json.objects(profile.lines().stream()
                .map(line -> json(line, all, profile.limits())).toList()));
        return object;
    }

    private static JsonObject json(Line line, double all, Limits limits) {
        var object = new JsonObject();
        object.addProperty("operation", line.kind());
        object.addProperty("size", line.size());
        object.add("layers", Json.strings(line.layers()));
        object.addProperty("count", line.count());
        object.addProperty("ms", line.seconds() * 1e3);
        object.addProperty("share", line.seconds() / all);
        object.addProperty("operations", line.operations());
        object.addProperty("bytes", line.bytes());
        object.addProperty("gflops", line.operationsPerSecond() * 1e-9);
        object.addProperty("gb_per_second", line.bytesPerSecond() * 1e-9);
        object.addProperty("limit", line.bound(limits).toString());
        object.addProperty("share_of_limit", line.shareOf(limits));
        return object;
    }
}
