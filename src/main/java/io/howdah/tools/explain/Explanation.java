package io.howdah.tools.explain;

import io.howdah.admin.routes.RouteSummary;
import io.howdah.admin.routes.SourceLocations;
import io.howdah.admin.routes.Uris;
import io.howdah.config.SettingValues;
import io.howdah.model.ReadModels;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** Explains domains of an application: what leads from a topic to those who are told, and where each part is written. */
public final class Explanation {

    private final ApplicationSources sources;
    private final SettingValues values;
    private final ReadModels models;

    /** Explains this application; nothing of it is started. */
    public Explanation(ApplicationSources sources, SettingValues values) {
        this.sources = sources;
        this.values = values;
        this.models = ReadModels.load(sources.schemas());
    }

    /**
     * Prints a domain for people.
     *
     * @param name a model, its plural, a channel or a route file
     * @throws StartException if there is no such domain, or a file of the application is broken
     */
    public void print(String name, PrintWriter out) {
        var unused = DeclaredRoutes.read(sources, values, models, (context, files) -> {
            List<Domain> domains = Domain.named(name, Domain.all(context, models), files);
            Chain chain = new Chain(written(context, files), models, sources);
            for (Domain domain : domains) {
                chain.of(domain).print(out);
                out.println();
            }
            new AppliedSettings(written(context, files), values).of(domains).print(out);
            return domains;
        });
    }

    /**
     * Prints a domain as a flowchart of Mermaid.
     *
     * @param name a model, its plural, a channel or a route file
     * @throws StartException if there is no such domain, or a file of the application is broken
     */
    public void printMermaid(String name, PrintWriter out) {
        String chart = DeclaredRoutes.read(sources, values, models, (context, files) -> {
            Flowchart drawn = new Flowchart(written(context, files), models);
            Domain.named(name, Domain.all(context, models), files).forEach(drawn::add);
            return drawn.text();
        });
        out.print(chart);
    }

    private Written written(ModelCamelContext context, RouteFiles files) {
        return new Written(context, files, values::withoutSecrets);
    }

    /**
     * The routes, with what is known of where they are written.
     *
     * @param context has them
     * @param files the files that they stand in
     * @param safe takes secrets out of a text
     */
    record Written(ModelCamelContext context, RouteFiles files, UnaryOperator<String> safe) {

        /** Return where a route is written. */
        String place(String routeId) {
            return files.placeOfRoute(routeId)
                    .orElseGet(() -> Optional.ofNullable(context.getRouteDefinition(routeId))
                            .map(route -> SourceLocations.of(camel(), route))
                            .orElse(""));
        }

        /** Return the route that serves a {@code direct:} endpoint. */
        Optional<RouteDefinition> serving(String uri) {
            String name = Uris.name(uri);
            return context.getRouteDefinitions().stream()
                    .filter(route -> RouteSummary.from(camel(), route).equals(name))
                    .findFirst();
        }

        CamelContext camel() {
            return context;
        }
    }
}
