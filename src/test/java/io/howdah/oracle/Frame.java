package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;
import java.util.Set;

/** What a notify route makes of the fields that it shows. Each model has a field {@code label}. */
enum Frame {
    NONE(""),
    /** It leaves the label out. */
    SUBSET("""
              - setBody:
                  expression:
                    jq:
                      expression: "del(.label)"
        """),
    /** It shows no label. */
    MASK("""
              - setBody:
                  expression:
                    jq:
                      expression: ".label = null"
        """),
    /** It shows no document with the label 10. */
    WITHHOLD("""
              - filter:
                  expression:
                    simple:
                      expression: "${body[label]} == '10'"
                  steps:
                    - stop: {}
        """);

    private final String steps;

    Frame(String steps) {
        this.steps = steps;
    }

    /** Returns the route that makes it. */
    String route(String id) {
        return this == NONE ? "" : """
                - route:
                    id: %1$s
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:%1$s
                      steps:
                """.formatted(id) + steps;
    }

    boolean withholds(State state) {
        return this == WITHHOLD && state.get("label").asText().equals("10");
    }

    /** Changes what an event shows; GraphQL shows a field that is left out as it is stored. */
    void apply(Map<String, JsonNode> shown, boolean isGraphQl) {
        if (this == MASK) {
            shown.put("label", NullNode.getInstance());
        } else if (this == SUBSET && !isGraphQl) {
            shown.keySet().removeAll(Set.of("label"));
        }
    }
}
