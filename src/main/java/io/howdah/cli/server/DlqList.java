package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code howdah dlq list}. */
@Command(name = "list", description = "Lists dead letters, latest failure first.", mixinStandardHelpOptions = true)
final class DlqList implements Callable<Integer> {

    private static final int MAX_KEY_LENGTH = 40;

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Mixin
    private final LetterFilter filter = new LetterFilter();

    @Option(
            names = "--limit",
            paramLabel = "n",
            defaultValue = "50",
            description = "Maximum number of dead letters, 0 for all; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Object> request = filter.toRequest();
        request.put("limit", limit);
        Table table =
                new Table(options.out(), "LAST FAILED", "ATTEMPTS", "STATUS", "POSITION", "MODEL", "KEY", "ERROR");
        options.client().lines(DlqCommand.PATH + "search", request, line -> {
            if (options.isJson()) {
                options.out().println(line);
            } else if (line.has("letter")) {
                row(table, line.path("letter"));
            } else {
                table.end();
                summarize(line.path("summary"));
            }
        });
        options.out().flush();
        return 0;
    }

    private static void row(Table table, JsonNode letter) {
        String error = letter.path("error").asText();
        table.row(
                letter.path("lastFailedAt").asText(),
                letter.path("attempts").asText(),
                letter.path("status").asText(),
                letter.path("at").asText(),
                letter.path("model").asText("-"),
                key(letter.path("key")),
                error.substring(error.lastIndexOf('.') + 1) + ": "
                        + letter.path("message").asText());
    }

    private static String key(JsonNode key) {
        String text = key.path("text").asText(key.path("hex").asText("-"));
        return text.length() > MAX_KEY_LENGTH ? text.substring(0, MAX_KEY_LENGTH) + "..." : text;
    }

    private void summarize(JsonNode summary) {
        String kind = filter.status().equals("all") ? "" : filter.status() + " ";
        int found = summary.path("found").asInt();
        int shown = summary.path("shown").asInt();
        options.out()
                .println(
                        found == 0
                                ? "no " + kind + "dead letters"
                                : shown + " of " + found + " " + kind + "dead letters"
                                        + (shown < found ? "; --limit 0 lists all" : ""));
        int foreign = summary.path("foreign").asInt();
        if (foreign > 0) {
            options.out().println("skipped " + foreign + " records of dead-letter topics that are not dead letters");
        }
    }
}
