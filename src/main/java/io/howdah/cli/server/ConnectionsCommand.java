package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.cli.AdminClient;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.CommandException;
import io.howdah.cli.Table;
import io.howdah.cli.server.ConnectionGroups.By;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code howdah connections}: lists, shows and closes connections of clients. */
@Command(
        name = "connections",
        description = {
            "Lists, shows and closes open connections of clients.",
            "Each process knows only its own connections: list all processes in --url, separated by commas."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | show | close)",
        subcommands = {ConnectionsCommand.Ls.class, ConnectionsCommand.Show.class, ConnectionsCommand.Close.class})
public final class ConnectionsCommand {

    private static final int PAGE = 500;

    /** Called by picocli. */
    public ConnectionsCommand() {}

    /** Passes on matching connections of one process, at most {@code max}; returns how many match. */
    private static int each(AdminClient client, Map<String, Object> filter, int max, Consumer<JsonNode> each)
            throws InterruptedException {
        String after = "";
        int shown = 0;
        while (true) {
            Map<String, Object> request = new LinkedHashMap<>(filter);
            request.put("limit", Math.max(1, Math.min(PAGE, max - shown)));
            request.put("after", after);
            JsonNode page = client.get(ConnectionFilter.path(request));
            for (JsonNode connection : page.path("connections")) {
                if (shown++ < max) {
                    each.accept(((ObjectNode) connection).put("process", client.process()));
                }
            }
            after = page.path("next").asText();
            if (after.isEmpty() || shown >= max) {
                return page.path("found").asInt();
            }
        }
    }

    /** {@code howdah connections list}. */
    @Command(
            name = "list",
            description = "Lists open connections, or with --by their sums per subject, network, channel or operation.",
            mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Mixin
        private final ConnectionFilter filter = new ConnectionFilter();

        @Option(
                names = "--by",
                paramLabel = "subject|network|channel|operation",
                description = "Sums the connections of all processes by this attribute.")
        private @Nullable By by;

        @Option(
                names = "--limit",
                paramLabel = "n",
                defaultValue = "50",
                description = "Maximum number of connections, 0 for all; default: ${DEFAULT-VALUE}. --by sums all.")
        private int limit;

        @Override
        public Integer call() throws InterruptedException {
            By groupBy = by;
            if (groupBy == null) {
                list();
            } else {
                ConnectionGroups groups = new ConnectionGroups(groupBy);
                for (AdminClient client : options.clients()) {
                    each(client, filter.toRequest(), Integer.MAX_VALUE, groups::add);
                }
                groups.print(options);
            }
            options.out().flush();
            return 0;
        }

        private void list() throws InterruptedException {
            int max = limit == 0 ? Integer.MAX_VALUE : limit;
            int[] shown = {0};
            int found = 0;
            Table table = new Table(
                    options.out(),
                    "ID",
                    "SUBJECT",
                    "NETWORK",
                    "PATH",
                    "AGE",
                    "QUEUED BYTES",
                    "LAG",
                    "SUBSCRIPTIONS",
                    "CONNECTIONS",
                    "PROCESS");
            List<AdminClient> clients = options.clients();
            for (AdminClient client : clients) {
                found += each(client, filter.toRequest(), max - shown[0], connection -> {
                    shown[0]++;
                    if (options.isJson()) {
                        options.out().println(connection);
                    } else {
                        row(table, connection);
                    }
                });
            }
            if (!options.isJson()) {
                table.end();
                options.out()
                        .println(shown[0] + " of " + found + " connections on " + clients.size()
                                + (clients.size() == 1 ? " process" : " processes")
                                + (shown[0] < found ? "; --limit 0 lists all" : ""));
            }
        }

        private static void row(Table table, JsonNode connection) {
            JsonNode subscriptions = connection.path("subscriptions");
            long lag = StreamSupport.stream(subscriptions.spliterator(), false)
                    .mapToLong(each -> each.path("cursorLagSeconds").asLong())
                    .max()
                    .orElse(0);
            table.row(
                    connection.path("id").asText(),
                    connection.path("subject").asText("-"),
                    connection.path("network").asText(),
                    connection.path("path").asText(),
                    connection.path("ageSeconds").asText() + "s",
                    connection.path("queuedBytes").asText(),
                    lag + "s",
                    share(connection, "subscriptions"),
                    share(connection, "connections"),
                    connection.path("process").asText());
        }

        /** Returns how much of its limit the client uses on that process, such as {@code 3/100}. */
        private static String share(JsonNode connection, String of) {
            JsonNode share = connection.path("shares").path(of);
            return share.path("used").asText() + "/" + share.path("max").asText();
        }
    }

    /** {@code howdah connections show}. */
    @Command(
            name = "show",
            description = "Shows one connection with its subscriptions, as JSON.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Parameters(paramLabel = "id", description = "Id of the connection, from list.")
        private String id = "";

        @Override
        public Integer call() throws InterruptedException {
            boolean[] found = {false};
            for (AdminClient client : options.clients()) {
                each(client, Map.of("id", id), 1, connection -> {
                    found[0] = true;
                    options.out().println(options.isJson() ? connection.toString() : connection.toPrettyString());
                });
            }
            options.out().flush();
            if (!found[0]) {
                throw new CommandException("no process in --url has a connection " + Table.plain(id)
                        + "; it may have ended, list the open connections");
            }
            return 0;
        }
    }

    /** {@code howdah connections close}. */
    @Command(
            name = "close",
            description = {
                "Closes the connections that match all given options, on every process in --url.",
                "Clients may connect again. To keep a client out, revoke its tokens."
            },
            mixinStandardHelpOptions = true)
    static final class Close implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Mixin
        private final ConnectionFilter filter = new ConnectionFilter();

        @Option(names = "--id", paramLabel = "id", description = "The connection with this id, from list.")
        private @Nullable String id;

        @Override
        public Integer call() throws InterruptedException {
            Map<String, Object> request = filter.toRequest();
            if (id != null) {
                request.put("id", id);
            }
            if (request.isEmpty()) {
                throw options.wrong(
                        "select connections with one or more of --id, --subject, --network, --channel, --operation");
            }
            List<AdminClient> clients = options.clients();
            int closed = 0;
            for (AdminClient client : clients) {
                closed += client.post("/admin/connections/close", request)
                        .path("closed")
                        .asInt();
            }
            options.out()
                    .println(
                            options.isJson()
                                    ? "{\"closed\":" + closed + "}"
                                    : "closed " + closed + (closed == 1 ? " connection" : " connections") + " with "
                                            + request.entrySet().stream()
                                                    .map(entry -> entry.getKey() + " "
                                                            + Table.plain(String.valueOf(entry.getValue())))
                                                    .collect(Collectors.joining(", ")));
            options.out().flush();
            return 0;
        }
    }
}
