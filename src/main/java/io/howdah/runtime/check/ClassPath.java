package io.howdah.runtime.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.howdah.text.JsonMappers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds Camel's components, languages and data formats, and any class, on the class path. Initializes no class. */
final class ClassPath {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    private static final JsonMapper JSON = JsonMappers.PLAIN;

    private final ClassLoader loader = Objects.requireNonNull(ClassPath.class.getClassLoader());
    private final Map<String, Optional<Component>> components = new HashMap<>();

    /** Returns the component that serves URIs with this scheme, or empty if none does. */
    Optional<Component> component(String scheme) {
        return components.computeIfAbsent(scheme, this::readComponent);
    }

    private Optional<Component> readComponent(String scheme) {
        return service("component/" + scheme).map(implementation -> {
            String folder =
                    implementation.substring(0, implementation.lastIndexOf('.')).replace('.', '/');
            URL description = loader.getResource("META-INF/" + folder + "/" + scheme + ".json");
            return new Component(description == null ? JSON.createObjectNode() : json(description));
        });
    }

    boolean hasLanguage(String name) {
        return service("language/" + name).isPresent();
    }

    boolean hasDataFormat(String name) {
        return service("dataformat/" + name).isPresent();
    }

    /** Returns the names of all data formats. */
    Set<String> dataFormats() {
        return listed("dataformat.properties", "dataFormats=");
    }

    /** Returns the schemes of all components. */
    Set<String> schemes() {
        return listed("component.properties", "components=");
    }

    /** Returns the names of all languages. */
    Set<String> languages() {
        return listed("language.properties", "languages=");
    }

    /** Returns a class without initializing it. */
    Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Returns the Camel YAML schema. */
    JsonNode yamlSchema() {
        return json(Objects.requireNonNull(loader.getResource("schema/camelYamlDsl.json")));
    }

    private static JsonNode json(URL file) {
        try (InputStream in = file.openStream()) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the class that one of Camel's service files names. */
    private Optional<String> service(String name) {
        if (!name.matches("[\\w./-]+")) {
            return Optional.empty();
        }
        try (InputStream file = loader.getResourceAsStream(SERVICES + name)) {
            return file == null ? Optional.empty() : Optional.ofNullable(implementation(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String implementation(InputStream file) throws IOException {
        Properties properties = new Properties();
        properties.load(file);
        return properties.getProperty("class");
    }

    /** Reads the names that each JAR lists. In Howdah's JAR the lists are one file, with many lines of the same key. */
    private Set<String> listed(String file, String key) {
        Set<String> names = new TreeSet<>();
        try {
            for (URL list : Collections.list(loader.getResources(SERVICES + file))) {
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
                    lines.lines()
                            .filter(line -> line.startsWith(key))
                            .forEach(line -> Collections.addAll(
                                    names, line.substring(key.length()).strip().split(" +")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
