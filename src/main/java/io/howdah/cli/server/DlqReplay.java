package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code howdah dlq replay}. */
@Command(
        name = "replay",
        description = "Ingests the records of dead letters again, through their routes.",
        footer = "Exit code 1 if a record failed again or could not be replayed.",
        mixinStandardHelpOptions = true)
final class DlqReplay implements Callable<Integer> {

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Mixin
    private final LetterChoice choice = new LetterChoice();

    @Option(
            names = "--force",
            description =
                    "Also stores a record that is older than howdah.ingest.tombstone-ttl if its key is not stored."
                            + " A document that was deleted since then comes back.")
    private boolean force;

    @Override
    public Integer call() throws InterruptedException {
        AtomicBoolean incomplete = new AtomicBoolean();
        Map<String, Object> request = choice.toRequest(options);
        if (force) {
            request.put("force", true);
        }
        options.client().lines(DlqCommand.PATH + "replay", request, line -> {
            if (line.has("failed") || line.has("kept")) {
                incomplete.set(true);
            }
            if (options.isJson()) {
                options.out().println(line);
            } else {
                print(line);
            }
            options.out().flush();
        });
        return incomplete.get() ? 1 : 0;
    }

    private void print(JsonNode line) {
        if (line.has("plan")) {
            LetterChoice.printPlan(line.path("plan"), "replay", options);
        } else if (line.has("failed")) {
            options.out().println(position(line.path("failed")) + " failed again: " + reason(line.path("failed")));
        } else if (line.has("kept")) {
            options.out().println(position(line.path("kept")) + " was not replayed: " + reason(line.path("kept")));
        } else if (line.has("forced")) {
            options.out()
                    .println(position(line.path("forced")) + " may restore a deleted document: "
                            + reason(line.path("forced")));
        } else if (line.has("summary")) {
            options.out().println("replayed " + counts(line.path("summary")));
        } else if (line.path("progress").path("done").asInt()
                < line.path("progress").path("of").asInt()) {
            options.out().println(counts(line.path("progress")));
        }
    }

    private static String counts(JsonNode counts) {
        return counts.path("done").asText() + " of " + counts.path("of").asText() + ": "
                + counts.path("applied").asText() + " applied, "
                + counts.path("collapsed").asText() + " collapsed, "
                + counts.path("stale").asText() + " stale, "
                + counts.path("failedAgain").asText() + " failed again, "
                + counts.path("kept").asText() + " not replayed";
    }

    private static String position(JsonNode line) {
        return Table.plain(line.path("at").asText());
    }

    private static String reason(JsonNode line) {
        return Table.plain(line.path("reason").asText());
    }
}
