package io.howdah.tools.explain;

import io.howdah.config.Nearest;
import io.howdah.ingest.DeclaredIngest;
import io.howdah.ingest.IngestRoutes;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.push.channel.NotifyRoutes;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * A read model with its ingest and notify routes.
 *
 * @param model the read model
 * @param ingests the routes that fill it
 * @param notifies the routes that send its changes to a channel
 */
record Domain(ReadModel model, List<DeclaredIngest> ingests, List<NotifyRoute> notifies) {

    /** Returns all domains of an application, in the order of the SDL. */
    static List<Domain> all(CamelContext context, ReadModels models) {
        List<DeclaredIngest> ingests = IngestRoutes.declaredIn(context);
        List<NotifyRoute> notifies = NotifyRoutes.declaredIn(context);
        // Throws with the names of the models if a route names an unknown one.
        Stream.concat(
                        ingests.stream().map(DeclaredIngest::model),
                        notifies.stream().map(NotifyRoute::model))
                .forEach(models::get);
        return models.all().stream()
                .map(model -> new Domain(
                        model,
                        ingests.stream()
                                .filter(route -> route.model().equals(model.name()))
                                .toList(),
                        notifies.stream()
                                .filter(route -> route.model().equals(model.name()))
                                .toList()))
                .toList();
    }

    /**
     * Returns the domains with a name: a model, its singular or plural, its collection, a channel, or a route file. A route file can
     * have several domains.
     *
     * @throws StartException if there is none; the message has the nearest name and all domains
     */
    static List<Domain> named(String name, List<Domain> all, RouteFiles files) {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<Domain> found = all.stream()
                .filter(domain -> domain.names(files).stream()
                        .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(wanted)))
                .toList();
        if (found.isEmpty()) {
            Set<String> known = new TreeSet<>();
            all.forEach(domain -> known.addAll(domain.names(files)));
            throw new StartException(name + " is not a domain; the nearest is " + Nearest.of(name, known)
                    + "; the domains are "
                    + String.join(
                            ", ",
                            new TreeSet<>(all.stream()
                                    .map(domain -> domain.model().plural())
                                    .toList())));
        }
        return found;
    }

    /** Returns all names of the domain. */
    Set<String> names(RouteFiles files) {
        Set<String> names = new TreeSet<>(List.of(model.name(), model.singular(), model.plural(), model.collection()));
        notifies.forEach(route -> names.add(route.channel()));
        routeIds().map(id -> files.locationOfRoute(id).orElse("")).forEach(location -> {
            String file = location.replaceFirst(".*[/\\\\]", "");
            int ending = file.indexOf(".camel.yaml");
            if (ending > 0) {
                names.add(file.substring(0, ending));
            }
        });
        return names;
    }

    /** Returns the ids of the domain's routes that are made from templates. */
    Stream<String> routeIds() {
        return Stream.concat(
                ingests.stream().map(DeclaredIngest::routeId), notifies.stream().map(NotifyRoute::routeId));
    }
}
