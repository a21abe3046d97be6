package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.howdah.model.Frontend;
import io.howdah.model.RouteField;
import java.util.Comparator;
import java.util.Objects;

/** Builds an OpenAPI document with the paths of a frontend's read models and commands. */
final class OpenApiDocument {

    private static final String INTRODUCTION = """
            Read the documents that you may see, and send commands. HEAD answers like GET, without the body. Later versions may add \
            fields to responses; ignore those that you do not know.""";

    private final Frontend frontend;
    private final Address address;

    OpenApiDocument(Frontend frontend, Address address) {
        this.frontend = frontend;
        this.address = address;
    }

    ObjectNode json() {
        TypeDefinitionRegistry sdl = frontend.registry();
        DataSchemas schemas = new DataSchemas(sdl);
        ObjectNode document = Json.node().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "REST")
                .put("version", version())
                .put("description", INTRODUCTION);
        document.putArray("servers")
                .addObject()
                .put("url", (address.secure() ? "https://" : "http://") + address.host());
        ObjectNode paths = document.putObject("paths");
        ReadOperations reads = new ReadOperations(schemas);
        frontend.views().stream()
                .sorted(Comparator.comparing(view -> view.plural()))
                .forEach(view -> reads.add(paths, view));
        CommandOperations commands = new CommandOperations(schemas, new InputSchemas(sdl, schemas));
        frontend.handWritten().stream()
                .filter(RouteField::isMutation)
                .sorted(Comparator.comparing(RouteField::name))
                .forEach(command -> commands.add(paths, command));
        ObjectNode components = document.putObject("components");
        schemas.add("Problem", Responses::problem);
        components.set("schemas", schemas.components());
        components.set("responses", Responses.components());
        return document;
    }

    private static String version() {
        return Objects.requireNonNullElse(OpenApiDocument.class.getPackage().getImplementationVersion(), "0.0.0");
    }
}
