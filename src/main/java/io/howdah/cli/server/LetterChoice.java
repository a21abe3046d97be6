package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that does something with dead letters: never with all of them by mistake. */
final class LetterChoice {

    @Mixin
    private final LetterFilter filter = new LetterFilter();

    @Option(names = "--all", description = "All dead letters, where no filter is given.")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "n",
            defaultValue = "0",
            description = "How many at most, 0 for all; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--dry-run", description = "Only tells what would be done.")
    private boolean dryRun;

    @Option(
            names = "--by",
            paramLabel = "name",
            defaultValue = "${sys:user.name}",
            description = "Who does it, to be kept; default: ${DEFAULT-VALUE}.")
    private String by = "";

    /** Return the choice as the management port takes it. */
    Map<String, Object> toRequest(AdminOptions options) {
        if (!all && !filter.isGiven()) {
            throw options.wrong("Say which dead letters are meant, with a filter such as --topic, or --all");
        }
        Map<String, Object> request = filter.toRequest();
        request.put("all", all);
        request.put("limit", limit);
        request.put("dryRun", dryRun);
        request.put("by", by);
        return request;
    }

    /** Prints what would be done. */
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
