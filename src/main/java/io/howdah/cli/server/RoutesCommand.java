package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.admin.routes.RouteKind;
import io.howdah.admin.routes.RouteSummary;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.SettingOptions;
import io.howdah.cli.Table;
import io.howdah.config.SettingValues;
import io.howdah.model.ReadModels;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.text.JsonMappers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code howdah routes}: lists the routes of an application, or with {@code --url} those of a running process. */
@Command(
        name = "routes",
        description = {
            "Lists the routes of an application with file and line. Needs neither Kafka nor MongoDB.",
            "With --url, lists the routes of a running process: state, numbers of exchanges and failures, last error."
        },
        mixinStandardHelpOptions = true)
public final class RoutesCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Parameters(
            paramLabel = "folder",
            description = "Folders with routes/, graphql/, application.properties; none for the demo.")
    private List<Path> folders = List.of();

    /** Called by picocli. */
    public RoutesCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (!options.hasUrl()) {
            listDeclared();
        } else if (folders.isEmpty()) {
            listRunning();
        } else {
            throw options.wrong("folders and --url exclude each other, because a running process has its own folders;"
                    + " use one");
        }
        options.out().flush();
        return 0;
    }

    private void listDeclared() {
        ApplicationSources sources = new ApplicationSources(folders);
        SettingValues values = settings.load(sources);
        List<RouteSummary> routes = DeclaredRoutes.read(
                sources,
                values,
                ReadModels.load(sources.schemas()),
                (context, files) ->
                        RouteSummary.of(context, id -> files.locationOfRoute(id).orElse("")));
        Table table = new Table(options.out(), "ID", "KIND", "FROM", "LOCATION", "DESCRIPTION");
        for (RouteSummary route : routes) {
            String from = values.withoutSecrets(route.from());
            if (options.isJson()) {
                options.out()
                        .println(JSON.createObjectNode()
                                .put("id", route.id())
                                .put("kind", route.kind().text())
                                .put("from", from)
                                .put("place", route.location())
                                .put("description", route.description()));
            } else {
                table.row(route.id(), route.kind().label(), from, route.location(), route.description());
            }
        }
        table.end();
    }

    private void listRunning() throws InterruptedException {
        Table table = new Table(
                options.out(), "ID", "KIND", "STATE", "EXCHANGES", "FAILURES", "INFLIGHT", "LAST ERROR", "AT");
        for (JsonNode route : options.client().get("/admin/routes")) {
            if (options.isJson()) {
                options.out().println(route);
            } else {
                table.row(
                        route.path("id").asText(),
                        RouteKind.label(route.path("kind").asText()),
                        route.path("state").asText(),
                        route.path("exchanges").asText(),
                        route.path("failures").asText(),
                        route.path("inflight").asText(),
                        route.path("lastError").asText("-"),
                        route.path("lastErrorAt").asText("-"));
            }
        }
        table.end();
    }
}
