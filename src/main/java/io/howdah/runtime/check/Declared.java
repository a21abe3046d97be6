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

/** What the files of an application declare, and what they may refer to. */
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
     * Looks through the files.
     *
     * @param models the read models, unless the SDL is broken
     * @param settings what routes may ask for
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
        this.routes =
                elements.stream().filter(RouteEntry::isOne).map(RouteEntry::new).toList();
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

    /** Return whether Java routes may bring what no file has: then that something is missing cannot be known. */
    boolean withJava() {
        return !javaRoutes().isBlank() || sources.hasJava();
    }

    /** Return the classes of Java routes, as the setting has them. */
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

    /** Return every key of every route file. */
    Stream<Element> elements(String... keys) {
        return elements.stream().filter(element -> keys.length == 0 || element.is(keys));
    }

    /** Return what stands at the top of a file, of one kind. */
    Stream<Element> entries(String kind) {
        return elements(kind).filter(element -> element.parent() == null);
    }

    /** Return the routes, those of templates as well. */
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

    /** Return the text with all values, unless one is not known before the route runs. */
    Optional<String> resolve(Element where, Node text) {
        return references.resolve(where, text);
    }

    Optional<String> resolve(Element where, String text) {
        return placeholders.resolve(text, parameters(where));
    }

    /** Return the parameters of the template that this is part of: placeholders may name them. */
    Set<String> parameters(Element element) {
        return RouteReferences.parameters(element);
    }
}
