package io.howdah.runtime.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** A Camel component, as the description in its JAR declares it. */
final class Component {

    private final JsonNode description;

    Component(JsonNode description) {
        this.description = description;
    }

    /** Returns whether its options are known, and it rejects others. */
    boolean isKnown() {
        return description.has("properties")
                && !description.path("component").path("lenientProperties").asBoolean()
                && !description.path("component").path("api").asBoolean();
    }

    /** Returns the option with this name in camel case. */
    Optional<Option> option(String name) {
        JsonNode option = description.path("properties").path(name);
        return option.isMissingNode() ? Optional.empty() : Optional.of(new Option(name, option));
    }

    /** Returns whether the name has the prefix of free options, such as {@code additionalProperties.x}. */
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

    /** Returns the names of the required parts of the path, and of the required parameters. */
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

    /** Returns whether the option is part of the URI's path, after the colon. */
    boolean isPath(String option) {
        return description.path("properties").path(option).path("kind").asText().equals("path");
    }
}
