package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminClient;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.InstantConverter;
import io.howdah.cli.Table;
import io.howdah.timing.Pause;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code howdah rebuild}. */
@Command(
        name = "rebuild",
        description = {
            "Rebuilds a read model from its topics, or goes on with an interrupted rebuild, and shows how far it is.",
            "The running process does it: ending this command does not end the rebuild, --stop does."
        },
        mixinStandardHelpOptions = true)
public final class RebuildCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final Set<String> UNFINISHED = Set.of("failed", "stopped", "interrupted");
    private static final Duration POLL = Duration.ofSeconds(1);

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "model", description = "The model, an SDL type with @readModel.")
    private String model = "";

    @Option(names = "--restart", description = "Begin anew, and drop what an interrupted rebuild has made.")
    private boolean restart;

    @Option(names = "--keep-missing", description = "Carry over what the topics no longer tell of.")
    private boolean keepMissing;

    @Option(
            names = "--drop-old",
            description =
                    "Drop the old collection after the switch; where an earlier rebuild left one, only drop that.")
    private boolean dropOld;

    @Option(
            names = "--key",
            paramLabel = "key",
            description = "No rebuild: apply the records of this key again to the present collection.")
    private @Nullable String key;

    @Option(
            names = "--since",
            paramLabel = "time",
            converter = InstantConverter.class,
            description =
                    "No rebuild: apply the records from then on again; 2026-01-31T08:00:00Z, or how long ago: 2h.")
    private @Nullable Instant since;

    @Option(names = "--status", description = "Only show how far it is.")
    private boolean status;

    @Option(names = "--stop", description = "Interrupt it; the same command without --stop goes on with it.")
    private boolean stop;

    @Option(names = "--no-wait", description = "Do not wait for the end.")
    private boolean noWait;

    /** The command line makes it. */
    public RebuildCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Object> request = request();
        if (((status || stop) && !request.isEmpty()) || (status && stop)) {
            throw options.wrong("--status and --stop stand alone");
        }
        String path = "/admin/models/" + AdminClient.segment(model) + "/rebuild";
        AdminClient client = options.client();
        JsonNode report;
        if (status) {
            report = client.get(path);
        } else if (stop) {
            report = client.post(path + "/stop");
        } else {
            report = client.post(path, request);
        }
        if (!status && !noWait && report.path("state").asText().equals("running")) {
            report = follow(client, path, report);
        }
        print(report);
        return stop ? 0 : exitCode(report.path("state").asText());
    }

    /** What has not come to its end is no success for a script. */
    public static int exitCode(String state) {
        return UNFINISHED.contains(state) ? FAILED : 0;
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (restart) {
            request.put("restart", true);
        }
        if (keepMissing) {
            request.put("keepMissing", true);
        }
        if (dropOld) {
            request.put("dropOld", true);
        }
        if (key != null) {
            request.put("key", key);
        }
        if (since != null) {
            request.put("since", since.toString());
        }
        return request;
    }

    /** Prints a line each second until it ends. */
    private JsonNode follow(AdminClient client, String path, JsonNode first) throws InterruptedException {
        PrintWriter out = options.out();
        if (!options.isJson() && !stop) {
            out.println("Ctrl-C ends this display and not the rebuild; `howdah rebuild " + model + " --stop` does.");
        }
        JsonNode report = first;
        while (report.path("state").asText().equals("running")) {
            out.println(options.isJson() ? report : progress(report));
            out.flush();
            Pause.sleep(POLL);
            report = client.get(path);
        }
        return report;
    }

    private static String progress(JsonNode report) {
        StringBuilder line = new StringBuilder();
        line.append(report.path("phase").asText().replace('_', ' '))
                .append("  ")
                .append(report.path("read").asLong())
                .append(" of ")
                .append(report.path("total").asLong())
                .append(" records, ")
                .append(report.path("recordsPerSecond").asLong())
                .append("/s");
        if (report.has("secondsLeft")) {
            line.append(", ").append(report.path("secondsLeft").asLong()).append(" s left");
        }
        if (report.has("reason")) {
            line.append(", waits: ").append(Table.plain(report.path("reason").asText()));
        }
        return line.toString();
    }

    private void print(JsonNode report) {
        PrintWriter out = options.out();
        if (options.isJson()) {
            out.println(report);
        } else {
            Table table = new Table(out, "WHAT", "IS");
            report.properties()
                    .forEach(field -> table.row(
                            field.getKey(),
                            field.getValue().isArray()
                                    ? field.getValue().toString()
                                    : field.getValue().asText()));
            table.end();
        }
        out.flush();
    }
}
