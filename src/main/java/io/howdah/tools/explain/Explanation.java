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

/** Explains domains of an application: the path of an event from a topic to the subscribers, with the source location of each part. */
public final class Explanation {

    private final ApplicationSources sources;
    private final SettingValues values;
    private final ReadModels models;

    /** Creates the explanation of an application, without starting it. */
    public Explanation(ApplicationSources sources, SettingValues values) {
        this.sources = sources;
        this.values = values;
        this.models = ReadModels.load(sources.schemas());
    }

    /**
     * Prints a domain as text.
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
     * Prints a domain as a Mermaid flowchart.
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
     * The routes with their source locations.
     *
     * @param context contains the routes
     * @param files the files of the routes
     * @param safe removes secrets from a text
     */
    record Written(ModelCamelContext context, RouteFiles files, UnaryOperator<String> safe) {

        /** Returns the source location of a route. */
        String location(String routeId) {
            return files.locationOfRoute(routeId)
                    .orElseGet(() -> Optional.ofNullable(context.getRouteDefinition(routeId))
                            .map(route -> SourceLocations.of(camel(), route))
                            .orElse(""));
        }

        /** Returns the route that serves a {@code direct:} endpoint. */
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
