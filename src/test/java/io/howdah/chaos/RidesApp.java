package io.howdah.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The application that subscribers are told of: rides, each of one rider, from the topic {@code rides.topic}. */
final class RidesApp {

    private static final String SCHEMA = """
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") {
              id: ID!
              sequence: Long!
              riderId: ID! @owner(claim: "sub")
              status: RideStatus! @filterable
            }

            enum RideStatus {
              ACCEPTED
              ON_THE_WAY
              NEAR
            }
            """;
    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: rides-ingest
                parameters:
                  - name: topic
                    value: "{{rides.topic}}"
                  - name: model
                    value: Ride
            - templatedRoute:
                routeTemplateRef: notify
                routeId: rides-notify
                parameters:
                  - name: model
                    value: Ride
                  - name: channel
                    value: rides
            """;

    private RidesApp() {}

    /** Writes its SDL and its routes. */
    static void write(Path folder) throws IOException {
        write(folder, "");
    }

    /** Writes them; {@code description} is what the SDL begins with, a line or nothing. */
    static void write(Path folder, String description) throws IOException {
        writeFile(folder.resolve("graphql/rides.graphqls"), description + SCHEMA);
        writeFile(folder.resolve("routes/rides.camel.yaml"), ROUTES);
    }

    /** Writes a file, and the folders that it is in. */
    static Path writeFile(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
