package io.howdah.tools.explain;

import io.howdah.admin.routes.Step;
import io.howdah.admin.routes.Uris;
import io.howdah.config.Setting;
import io.howdah.config.SettingValues;
import io.howdah.tools.explain.Explanation.Written;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.model.RouteDefinition;

/** Finds the settings that a domain's routes depend on, each with its value and source. */
final class AppliedSettings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*\\??([A-Za-z][\\w.-]*)");

    private static final Set<String> ALWAYS = Set.of("howdah.mongo.database", "howdah.mongo.uri");
    private static final Set<String> KAFKA = Set.of("howdah.kafka.brokers", "howdah.kafka.group");

    private final Written routes;
    private final SettingValues values;

    AppliedSettings(Written routes, SettingValues values) {
        this.routes = routes;
        this.values = values;
    }

    Item of(List<Domain> domains) {
        Set<String> named = new HashSet<>();
        domains.forEach(domain -> texts(domain)
                .forEach(text -> PLACEHOLDER.matcher(text).results().forEach(found -> named.add(found.group(1)))));
        Predicate<String> applies =
                key -> named.contains(key) || domains.stream().anyMatch(domain -> applies(domain, key));
        List<Setting> settings = values.shown().stream()
                .filter(setting ->
                        applies.test(setting.key()) && !setting.value().isBlank())
                .toList();
        Item item = new Item("settings", "", "");
        settings.forEach(setting -> item.add(setting.key(), setting.value(), setting.source()));
        return item;
    }

    /** Returns whether Howdah's own steps in the domain's routes read a setting. */
    private static boolean applies(Domain domain, String key) {
        boolean ingests = !domain.ingests().isEmpty();
        return ALWAYS.contains(key)
                || (ingests && (KAFKA.contains(key) || key.startsWith("howdah.ingest.")))
                || (!domain.notifies().isEmpty() && key.startsWith("howdah.push."))
                || (key.startsWith("howdah.schema-registry.")
                        && domain.ingests().stream()
                                .anyMatch(ingest -> ingest.format().equals("avro-registry")));
    }

    /** Returns the source of each route of the domain; for a route in Java, the text of its definition. */
    private Collection<String> texts(Domain domain) {
        Set<RouteDefinition> found = new HashSet<>();
        Deque<RouteDefinition> open = new ArrayDeque<>();
        domain.routeIds().map(routes.context()::getRouteDefinition).forEach(open::add);
        domain.ingests().forEach(ingest -> routes.serving(ingest.transform()).ifPresent(open::add));
        domain.notifies().forEach(notify -> routes.serving(notify.payload()).ifPresent(open::add));
        while (!open.isEmpty()) {
            RouteDefinition route = open.pop();
            if (found.add(route)) {
                Step.of(routes.camel(), route).stream()
                        .filter(step -> Uris.isRoute(step.uri()))
                        .forEach(step -> routes.serving(step.uri()).ifPresent(open::add));
            }
        }
        return found.stream()
                .map(route -> routes.files()
                        .textOfRoute(route.getRouteId())
                        .orElseGet(() -> route.getTemplateParameters() + " " + route))
                .collect(Collectors.toSet());
    }
}
