package io.howdah.tools.golden;

import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestRoutes;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.push.channel.NotifyRoutes;
import io.howdah.runtime.source.RouteFiles;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * Finds the routes of a domain: {@code <domain>-ingest} and {@code <domain>-notify}, or else the only ingest and notify route in the
 * file {@code <domain>.camel.yaml}.
 */
final class GoldenDomains {

    private final CamelContext context;
    private final ReadModels models;
    private final RouteFiles files;

    GoldenDomains(CamelContext context, ReadModels models, RouteFiles files) {
        this.context = context;
        this.models = models;
        this.files = files;
    }

    /**
     * Returns the domain with a name.
     *
     * @throws GoldenException if there is none
     */
    GoldenDomain get(String name) {
        IngestRoute ingest = ingest(name);
        return new GoldenDomain(
                ingest,
                models.get(ingest.model()),
                notify(name, ingest).map(found -> context.getRoute(found.routeId())));
    }

    private IngestRoute ingest(String name) {
        List<IngestRoute> all = new IngestRoutes(context).all();
        Optional<IngestRoute> named = all.stream()
                .filter(route -> route.id().equals(name + "-ingest"))
                .findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        List<IngestRoute> ofFile =
                all.stream().filter(route -> isInFile(name, route.id())).toList();
        if (ofFile.size() == 1) {
            return ofFile.get(0);
        }
        throw new GoldenException(
                name + " is not a domain: no ingest route has the id " + name + "-ingest; the ingest routes are "
                        + all.stream().map(IngestRoute::id).sorted().collect(Collectors.joining(", "))
                        + "; name the folder after one of them, without -ingest");
    }

    private Optional<NotifyRoute> notify(String name, IngestRoute ingest) {
        List<NotifyRoute> all = new NotifyRoutes(context)
                .all().stream()
                        .filter(route -> route.model().equals(ingest.model()))
                        .toList();
        Optional<NotifyRoute> named = all.stream()
                .filter(route -> route.routeId().equals(name + "-notify"))
                .findFirst();
        if (named.isPresent() || all.size() <= 1) {
            return named.or(() -> all.stream().findFirst());
        }
        List<NotifyRoute> ofFile =
                all.stream().filter(route -> isInFile(name, route.routeId())).toList();
        if (ofFile.size() == 1) {
            return Optional.of(ofFile.get(0));
        }
        throw new GoldenException(ingest.model() + " has several notify routes, "
                + all.stream().map(NotifyRoute::routeId).sorted().collect(Collectors.joining(", "))
                + ", and none has the id " + name + "-notify; give that id to the right one");
    }

    private boolean isInFile(String name, String routeId) {
        return files.locationOfRoute(routeId)
                .filter(location ->
                        location.replace('\\', '/').matches("(.*/)?\\Q" + name + ".camel.yaml\\E:\\d+:\\d+"))
                .isPresent();
    }

    /** Returns another ingest route of the same model, by the id in a record of a case. */
    IngestRoute other(GoldenDomain domain, String routeId) {
        List<IngestRoute> ofModel = new IngestRoutes(context).of(domain.model().name());
        return ofModel.stream()
                .filter(route -> route.id().equals(routeId))
                .findFirst()
                .orElseThrow(() -> new GoldenException(routeId + " is not an ingest route of "
                        + domain.model().name() + "; its ingest routes are "
                        + ofModel.stream().map(IngestRoute::id).sorted().collect(Collectors.joining(", "))));
    }
}
