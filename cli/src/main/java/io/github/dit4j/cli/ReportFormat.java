package io.github.dit4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** How {@code dit4j bench} writes what it measured. */
final class ReportFormat {
    @Option(names = "--json", description = "As JSON, for another program.")
    private boolean json;

    @Option(names = "--markdown", description = "As a table in Markdown.")
    private boolean markdown;

    boolean isJson() {
        return json;
    }

    boolean isMarkdown() {
        return markdown;
    }

    /** Prints rows for people, in Markdown if that was asked for. */
    void print(PrintWriter out, List<String> header, List<List<String>> rows) {
        if (markdown) {
            printRow(out, header);
            printRow(out, header.stream().map(_ -> "---").toList());
            rows.forEach(row -> printRow(out, row));
        } else {
            var table = new Table().row(header.toArray(String[]::new));
            rows.forEach(row -> table.row(row.toArray(String[]::new)));
            table.print(out);
        }
    }

    private static void printRow(PrintWriter out, List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
    }
}
