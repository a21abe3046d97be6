package io.howdah.model;

import graphql.language.FieldDefinition;
import graphql.language.SourceLocation;
import java.time.Duration;

/**
 * A hand-written field of {@code Query} or {@code Mutation}: a Camel route answers it.
 *
 * @param root {@code Query} or {@code Mutation}
 * @param definition the field as the SDL has it
 * @param uri the endpoint that is asked, {@code direct:<name>}
 * @param timeout how long the route may take
 * @param type the answer's type
 */
public record RouteField(String root, FieldDefinition definition, String uri, Duration timeout, FieldType type) {

    /** The root type whose fields change something, and are executed one after the other. */
    public static final String MUTATION = "Mutation";

    /** Return what people call the field, such as {@code Mutation.collectPrescription}. */
    public String name() {
        return root + "." + definition.getName();
    }

    /** Return whether the field changes something. */
    public boolean isMutation() {
        return root.equals(MUTATION);
    }

    /** Return where the field is written: {@code file:line:column}. */
    public String place() {
        SourceLocation place = definition.getSourceLocation();
        return place == null ? "SDL" : place.getSourceName() + ":" + place.getLine() + ":" + place.getColumn();
    }
}
