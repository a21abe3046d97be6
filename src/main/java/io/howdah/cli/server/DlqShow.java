package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code howdah dlq show}. */
@Command(
        name = "show",
        description = "Shows one dead letter with its headers, key and value, which may contain personal data.",
        mixinStandardHelpOptions = true)
final class DlqShow implements Callable<Integer> {

    private static final List<String> FIELDS = List.of(
            "at",
            "model",
            "route",
            "status",
            "attempts",
            "firstFailedAt",
            "lastFailedAt",
            "error",
            "message",
            "time",
            "deadLetter",
            "valueCut");

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Parameters(
            paramLabel = "position",
            description = "Position of the record, <topic>-<partition>@<offset>, from dlq list.")
    private String position = "";

    @Override
    public Integer call() throws InterruptedException {
        options.client().lines(DlqCommand.PATH + "show", Map.of("at", position), line -> {
            if (options.isJson()) {
                options.out().println(line);
            } else {
                print(line.path("letter"), options.out());
            }
        });
        options.out().flush();
        return 0;
    }

    private static void print(JsonNode letter, PrintWriter out) {
        for (String field : FIELDS) {
            if (letter.has(field)) {
                out.printf("%-14s %s%n", field, Table.plain(letter.path(field).asText()));
            }
        }
        JsonNode done = letter.path("disposition");
        if (!done.isMissingNode()) {
            out.printf(
                    "%-14s %s%n",
                    done.path("status").asText(),
                    Table.plain(
                            done.path("at").asText() + " by " + done.path("by").asText() + ": "
                                    + done.path("outcome").asText()));
        }
        out.println("headers");
        letter.path("headers")
                .forEach(header -> out.println(
                        "  " + Table.plain(header.path("name").asText() + ": " + text(header.path("value")))));
        out.printf("%-14s %s%n", "key", Table.plain(text(letter.path("key"))));
        out.println("value" + (letter.path("value").has("hex") ? " (hexadecimal)" : ""));
        out.println(text(letter.path("value")));
    }

    private static String text(JsonNode bytes) {
        return bytes.path("text").asText(bytes.path("hex").asText("(none)"));
    }
}
