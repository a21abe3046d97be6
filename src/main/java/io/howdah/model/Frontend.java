package io.howdah.model;

import graphql.schema.idl.TypeDefinitionRegistry;
import java.util.List;

/**
 * GraphQL schema over the read models.
 *
 * @param name the subfolder of {@code graphql/} that declares it; empty for {@code graphql/} itself
 * @param views the models that it serves: in {@code graphql/} itself all models, and in every frontend its views
 * @param handWritten the fields of Query and Mutation that routes resolve, in the order of the files
 * @param registry the SDL of the frontend: the shared definitions and its own
 */
public record Frontend(String name, List<View> views, List<RouteField> handWritten, TypeDefinitionRegistry registry) {

    /** Returns the path of its endpoint. */
    public String path() {
        return name.isEmpty() ? "/graphql" : "/" + name + "/graphql";
    }
}
