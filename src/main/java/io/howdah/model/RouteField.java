package io.howdah.model;

import graphql.language.FieldDefinition;
import graphql.language.SourceLocation;
import java.time.Duration;

/**
 * Hand-written field of {@code Query} or {@code Mutation}, resolved by a Camel route.
 *
 * @param root {@code Query} or {@code Mutation}
 * @param definition the field in the SDL
 * @param uri the endpoint of the route, {@code direct:<name>}
 * @param timeout the maximum duration of the route
 * @param type the type of the result
 */
public record RouteField(String root, FieldDefinition definition, String uri, Duration timeout, FieldType type) {

    /** The root type whose fields change something, and are executed one after another. */
    public static final String MUTATION = "Mutation";

    /** Returns the field's full name, such as {@code Mutation.collectPrescription}. */
    public String name() {
        return root + "." + definition.getName();
    }

    /** Returns whether the field changes something. */
    public boolean isMutation() {
        return root.equals(MUTATION);
    }

    /** Returns the field's source location, {@code file:line:column}. */
    public String location() {
        SourceLocation location = definition.getSourceLocation();
        return location == null
                ? "SDL"
                : location.getSourceName() + ":" + location.getLine() + ":" + location.getColumn();
    }
}
