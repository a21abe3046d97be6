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

/** {@code howdah rebuild}: rebuilds a read model from its topics. */
@Command(
        name = "rebuild",
        description = {
            "Rebuilds a read model from its topics, or continues an interrupted rebuild, and shows the progress.",
            "The rebuild runs in the server: it continues if you end this command. --stop interrupts it."
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

    @Option(names = "--restart", description = "Start over, and drop the results of an interrupted rebuild.")
    private boolean restart;

    @Option(names = "--keep-missing", description = "Keep documents that the topics no longer contain.")
    private boolean keepMissing;

    @Option(
            names = "--drop-old",
            description = "Drop the old collection after the switch. If an earlier rebuild left one, only drop that.")
    private boolean dropOld;

    @Option(
            names = "--key",
            paramLabel = "key",
            description = "Do not rebuild: apply the records of this key to the current collection again.")
    private @Nullable String key;

    @Option(
            names = "--since",
            paramLabel = "time",
            converter = InstantConverter.class,
            description =
                    "Do not rebuild: apply the records since this time again; 2026-01-31T08:00:00Z, or an age such as 2h.")
    private @Nullable Instant since;

    @Option(names = "--status", description = "Only show the progress.")
    private boolean status;

    @Option(names = "--stop", description = "Interrupt the rebuild; the same command without --stop continues it.")
    private boolean stop;

    @Option(names = "--no-wait", description = "Do not wait for the end of the rebuild.")
    private boolean noWait;

    /** Called by picocli. */
    public RebuildCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Object> request = request();
        if (((status || stop) && !request.isEmpty()) || (status && stop)) {
            throw options.wrong("--status and --stop exclude each other and all other options of a rebuild");
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

    /** Returns the exit code for a state: 1 for a rebuild that has not finished, so that a script notices. */
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

    /** Prints the progress each second until the rebuild ends. */
    private JsonNode follow(AdminClient client, String path, JsonNode first) throws InterruptedException {
        PrintWriter out = options.out();
        if (!options.isJson() && !stop) {
            out.println("Ctrl-C ends only this display; `howdah rebuild " + model + " --stop` interrupts the rebuild.");
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
            line.append(", waiting: ").append(Table.plain(report.path("reason").asText()));
        }
        return line.toString();
    }

    private void print(JsonNode report) {
        PrintWriter out = options.out();
        if (options.isJson()) {
            out.println(report);
        } else {
            Table table = new Table(out, "FIELD", "VALUE");
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
