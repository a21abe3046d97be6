package io.howdah.runtime.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** A Camel component, by the description that is in its jar. */
final class Component {

    private final JsonNode description;

    Component(JsonNode description) {
        this.description = description;
    }

    /** Return whether its options are known, and no other is taken. */
    boolean isKnown() {
        return description.has("properties")
                && !description.path("component").path("lenientProperties").asBoolean()
                && !description.path("component").path("api").asBoolean();
    }

    /** Return the option of that name, as it is or in kebab case. */
    Optional<Option> option(String name) {
        JsonNode option = description.path("properties").path(name);
        return option.isMissingNode() ? Optional.empty() : Optional.of(new Option(name, option));
    }

    /** Return whether the name begins as options do whose names are free, such as {@code additionalProperties.x}. */
    boolean hasFreeOption(String name) {
        return StreamSupport.stream(description.path("properties").spliterator(), false)
                .map(option -> option.path("prefix").asText())
                .anyMatch(prefix -> !prefix.isEmpty() && name.startsWith(prefix));
    }

    Set<String> optionNames() {
        Set<String> names = new TreeSet<>();
        description.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Return what an endpoint cannot be without: the names of parts of its path, and of parameters. */
    List<String> required() {
        List<String> required = new ArrayList<>();
        for (Map.Entry<String, JsonNode> option : description.path("properties").properties()) {
            if (option.getValue().path("required").asBoolean()
                    && option.getValue().path("defaultValue").isMissingNode()) {
                required.add(option.getKey());
            }
        }
        return required;
    }

    /** Return whether it is part of what stands behind the colon of the URI. */
    boolean isPath(String option) {
        return description.path("properties").path(option).path("kind").asText().equals("path");
    }
}
