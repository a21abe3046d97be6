package io.howdah.model;

import graphql.schema.idl.TypeDefinitionRegistry;
import java.util.List;

/**
 * One GraphQL schema over the read models.
 *
 * @param name the sub-folder of {@code graphql/} that declares it, empty for {@code graphql/} itself
 * @param views the models that it serves: in {@code graphql/} itself each as it is, and in all the views that are declared there
 * @param handWritten the fields of Query and Mutation that routes answer, in the order of the files
 * @param registry the SDL that it is made of: what all frontends share, and its own
 */
public record Frontend(String name, List<View> views, List<RouteField> handWritten, TypeDefinitionRegistry registry) {

    /** Return where it is served. */
    public String path() {
        return name.isEmpty() ? "/graphql" : "/" + name + "/graphql";
    }
}
