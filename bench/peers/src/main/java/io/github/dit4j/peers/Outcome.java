package io.github.dit4j.peers;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a comparison found.
 *
 * @param runtimes names, dit4j first
 * @param rounds their times
 * @param difference the largest relative L2 between the result of dit4j and that of another runtime
 */
record Outcome(Wanted wanted, List<String> runtimes, Rounds rounds, double difference) {

    /** The first lines of a table in Markdown whose rows follow one by one. */
    static String header(List<String> runtimes) {
        var cells = new ArrayList<>(List.of("%-15s".formatted("model"), "batch", "threads"));
        runtimes.forEach(runtime -> cells.add(runtime + " median (best) ms"));
        runtimes.stream().skip(1).forEach(peer -> cells.add("ratio to " + peer));
        cells.addAll(List.of("rounds", "relative L2"));
        return line(cells) + System.lineSeparator()
                + cells.stream().map(cell -> "-".repeat(cell.length() + 2)).collect(Collectors.joining("|", "|", "|"));
    }

    /** Its row, as wide as the header. */
    String row() {
        List<String> titles = cellsOf(header(runtimes).lines().findFirst().orElseThrow());
        var cells = new ArrayList<>(List.of(wanted.network().name(), String.valueOf(wanted.batch()),
                String.valueOf(wanted.threads())));
        for (int i = 0; i < runtimes.size(); i++) {
            cells.add(number("%.1f (%.1f)", rounds.median(i), rounds.best(i)));
        }
        for (int i = 1; i < runtimes.size(); i++) {
            cells.add(number("%.2f", rounds.ratioTo(i)));
        }
        cells.addAll(List.of(String.valueOf(rounds.count()), number("%.1e", difference)));
        return line(IntStream.range(0, cells.size())
                .mapToObj(i -> ("%-" + titles.get(i).length() + "s").formatted(cells.get(i))).toList());
    }

    private static List<String> cellsOf(String line) {
        return List.of(line.substring(2, line.length() - 2).split(" \\| "));
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The same for another program. */
    JsonObject json() {
        var object = new JsonObject();
        object.addProperty("model", wanted.network().name());
        object.addProperty("batch", wanted.batch());
        object.addProperty("threads", wanted.threads());
        object.addProperty("rounds", rounds.count());
        object.addProperty("relative_l2", difference);
        var all = new JsonArray();
        for (int i = 0; i < runtimes.size(); i++) {
            var runtime = new JsonObject();
            runtime.addProperty("runtime", runtimes.get(i));
            runtime.addProperty("median_ms", rounds.median(i));
            runtime.addProperty("best_ms", rounds.best(i));
            if (i > 0) {
                runtime.addProperty("ratio", rounds.ratioTo(i));
            }
            all.add(runtime);
        }
        object.add("runtimes", all);
        return object;
    }
}
