package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a command that changes dead letters. It needs a filter or {@code --all}, never all by mistake. */
final class LetterChoice {

    @Mixin
    private final LetterFilter filter = new LetterFilter();

    @Option(names = "--all", description = "All dead letters, without a filter.")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "n",
            defaultValue = "0",
            description = "Maximum number of dead letters, 0 for all; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--dry-run", description = "Only shows what the command would do.")
    private boolean dryRun;

    @Option(
            names = "--by",
            paramLabel = "name",
            defaultValue = "${sys:user.name}",
            description = "Your name, to be recorded; default: ${DEFAULT-VALUE}.")
    private String by = "";

    /** Returns the request to the management port. */
    Map<String, Object> toRequest(AdminOptions options) {
        if (!all && !filter.isGiven()) {
            throw options.wrong("select dead letters with a filter such as --topic, or with --all");
        }
        Map<String, Object> request = filter.toRequest();
        request.put("all", all);
        request.put("limit", limit);
        request.put("dryRun", dryRun);
        request.put("by", by);
        return request;
    }

    /** Prints the result of a dry run. */
    static void printPlan(JsonNode plan, String verb, AdminOptions options) {
        options.out().println("would " + verb + " " + plan.path("letters").asText() + " dead letters");
        Table table = new Table(options.out(), "MODEL", "ERROR", "DEAD LETTERS");
        plan.path("errors")
                .forEach(row -> table.row(
                        row.path("model").asText(),
                        row.path("error").asText(),
                        row.path("count").asText()));
        table.end();
    }
}
