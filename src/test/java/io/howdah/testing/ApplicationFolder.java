package io.howdah.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A valid application folder that a test changes to break one thing. */
public final class ApplicationFolder {

    public static final String SCHEMA = """
            type Thing @readModel(collection: "things", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
            }
            """;
    public static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: things-ingest
                parameters:
                  - name: topic
                    value: things.events
                  - name: model
                    value: Thing
            """;
    public static final String ROUTES_FILE = "routes/domains/things.camel.yaml";
    public static final String SCHEMA_FILE = "graphql/things.graphqls";

    private final Path root;

    private ApplicationFolder(Path root) {
        this.root = root;
    }

    /** Writes a folder that starts: free ports, the test run's MongoDB, and a Kafka that is away, which stops no start. */
    public static ApplicationFolder in(Path root) throws IOException {
        return write(root, TestServices.mongoUri());
    }

    /** Writes a folder for commands that read it and start nothing: its MongoDB is away as well. */
    public static ApplicationFolder offline(Path root) throws IOException {
        return write(root, "mongodb://127.0.0.1:1");
    }

    private static ApplicationFolder write(Path root, String mongoUri) throws IOException {
        return new ApplicationFolder(root)
                .write(SCHEMA_FILE, SCHEMA)
                .write(ROUTES_FILE, ROUTES)
                .write("application.properties", """
                        howdah.http.port=0
                        howdah.management.port=0
                        howdah.kafka.brokers=127.0.0.1:1
                        howdah.mongo.uri=%s
                        howdah.mongo.database=%s
                        """.formatted(mongoUri, TestServices.uniqueName("howdah")));
    }

    /** Writes a file of the folder. */
    public ApplicationFolder write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
        return this;
    }

    /** Adds a setting to application.properties. */
    public ApplicationFolder set(String key, Object value) throws IOException {
        Path file = root.resolve("application.properties");
        Files.writeString(file, Files.readString(file) + key + "=" + value + "\n");
        return this;
    }

    /** The folder's routes are one route of these steps, indented by eight. */
    public ApplicationFolder steps(String steps) throws IOException {
        return write(ROUTES_FILE, """
                - route:
                    id: things-extra
                    from:
                      uri: direct:things-extra
                      steps:
                """ + steps.indent(8));
    }

    /** Returns the root of the folder. */
    public Path path() {
        return root;
    }
}
