package io.howdah.runtime.check;

import io.howdah.model.ReadModels;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.Yaml;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** The declarations in an application's files, and everything that they may refer to. */
final class Declared {

    private final ApplicationSources sources;
    private final RouteFiles files;
    private final @Nullable ReadModels models;
    private final Map<String, String> settings;
    private final Placeholders placeholders;
    private final RouteReferences references;
    private final ClassPath classPath = new ClassPath();
    private final List<Element> elements;
    private final List<RouteEntry> routes;
    private final Map<String, Template> templates;
    private final Linter.Surroundings surroundings;
    private final Set<String> beans;

    /**
     * Collects the declarations.
     *
     * @param models the read models, null if the SDL is invalid
     * @param settings the values of {@code {{key}}}
     */
    Declared(
            ApplicationSources sources,
            RouteFiles files,
            @Nullable ReadModels models,
            Map<String, String> settings,
            Linter.Surroundings surroundings) {
        this.sources = sources;
        this.files = files;
        this.models = models;
        this.settings = settings;
        this.surroundings = surroundings;
        this.placeholders = new Placeholders(settings, models == null ? Map.of() : surroundings.functions(models));
        this.references = new RouteReferences(placeholders);
        this.elements = files.documents().stream().flatMap(Element::of).toList();
        this.routes = elements.stream()
                .filter(RouteEntry::isRoute)
                .map(RouteEntry::new)
                .toList();
        this.templates = entries("routeTemplate")
                .map(Template::new)
                .collect(Collectors.toMap(Template::id, Function.identity(), (one, other) -> other));
        this.beans = new HashSet<>(surroundings.beans());
        elements.stream()
                .filter(element -> element.is("beans"))
                .flatMap(element -> Yaml.entries(element.value()).stream())
                .forEach(bean -> this.beans.add(Yaml.text(Yaml.fields(bean).get("name"))));
    }

    ApplicationSources sources() {
        return sources;
    }

    RouteFiles files() {
        return files;
    }

    Optional<ReadModels> models() {
        return Optional.ofNullable(models);
    }

    /** Returns whether Java may declare routes and beans. If so, a name that no file declares may still exist. */
    boolean withJava() {
        return !javaRoutes().isBlank() || sources.hasJava();
    }

    /** Returns the setting that names the classes of Java routes. */
    String javaRoutes() {
        return settings.getOrDefault(DeclaredRoutes.JAVA_ROUTES, "");
    }

    Linter.Surroundings surroundings() {
        return surroundings;
    }

    Placeholders placeholders() {
        return placeholders;
    }

    RouteReferences references() {
        return references;
    }

    ClassPath classPath() {
        return classPath;
    }

    /** Returns the elements of all route files with one of these keys, or all of them if there are no keys. */
    Stream<Element> elements(String... keys) {
        return elements.stream().filter(element -> keys.length == 0 || element.is(keys));
    }

    /** Returns the top-level entries of a kind. */
    Stream<Element> entries(String kind) {
        return elements(kind).filter(element -> element.parent() == null);
    }

    /** Returns the routes, including those of templates. */
    List<RouteEntry> routes() {
        return routes;
    }

    Map<String, Template> templates() {
        return templates;
    }

    Stream<TemplateUse> uses() {
        return entries("templatedRoute").map(TemplateUse::new);
    }

    Stream<Endpoint> endpoints() {
        return elements().flatMap(Endpoint::of);
    }

    boolean hasBean(String name) {
        return beans.contains(name);
    }

    Set<String> beans() {
        return beans;
    }

    /** Returns the text with all placeholders resolved, or empty if a value is unknown before the route runs. */
    Optional<String> resolve(Element where, Node text) {
        return references.resolve(where, text);
    }

    Optional<String> resolve(Element where, String text) {
        return placeholders.resolve(text, parameters(where));
    }

    /** Returns the parameters of the enclosing template: placeholders may name them. */
    Set<String> parameters(Element element) {
        return RouteReferences.parameters(element);
    }
}
