package io.howdah.cli.develop;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.CommandLineRun;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code howdah schema}, without Kafka and MongoDB. */
class SchemaCommandTest {

    private static final String SDL = """
            type Parcel @readModel(collection: "parcels", key: "id") @public {
              "Its number."
              id: ID!
              weight: Decimal @deprecated(reason: "use grams")
              secret: String @stored
            }
            """;

    @TempDir
    private Path folder;

    private Path sdl;

    @BeforeEach
    void writeAnApplication() throws IOException {
        sdl = Files.createDirectory(folder.resolve("graphql")).resolve("parcels.graphqls");
        Files.writeString(sdl, SDL);
    }

    @Test
    void printsTheGraphQlSchema() {
        // When
        CommandLineRun run = CommandLineRun.of("schema", "graphql", folder.toString());

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(String.join("\n", run.out()))
                .contains("parcel(id: ID!): Parcel", "\"Its number.\"", "weight: Decimal @deprecated", "scalar Decimal")
                .doesNotContain("readModel", "@public", "secret", "__Type", "scalar DateTime");
        assertThat(CommandLineRun.of("schema", "graphql", folder.toString()).out())
                .isEqualTo(run.out());
    }

    @Test
    void printsTheSchemaOfAFrontend() throws IOException {
        // Given
        Path mobile = Files.createDirectory(folder.resolve("graphql/mobile"));
        Files.writeString(mobile.resolve("cards.graphqls"), "type ParcelCard @view(of: \"Parcel\") { id: ID! }");

        // When
        CommandLineRun run = CommandLineRun.of("schema", "graphql", "--frontend", "mobile", folder.toString());

        // Then
        assertThat(run.err()).isEmpty();
        assertThat(String.join("\n", run.out())).contains("type ParcelCard {").doesNotContain("type Parcel {");
    }

    @Test
    void printsTheDemo() {
        assertThat(CommandLineRun.of("schema", "graphql").out()).contains("type Ride {", "type Prescription {");
    }

    @Test
    void printsTheAsyncApiDocument() throws IOException {
        // Given
        writeRoutes("notify", "parcels");

        // When
        CommandLineRun run = CommandLineRun.of("schema", "asyncapi", folder.toString());

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(String.join("\n", run.out()))
                .contains("\"address\" : \"/notifications/north-parcels\"", "\"host\" : \"howdah.example\"")
                .doesNotContain("secret", "${");
        assertThat(CommandLineRun.of("schema", "asyncapi", folder.toString()).out())
                .isEqualTo(run.out());
    }

    @Test
    void printsTheOpenApiDocument() {
        // When
        CommandLineRun run = CommandLineRun.of("schema", "openapi", folder.toString());

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(String.join("\n", run.out()))
                .contains("\"/api/parcels/{key}\"", "\"url\" : \"https://howdah.example\"")
                .doesNotContain("secret");
        assertThat(CommandLineRun.of("schema", "openapi").out())
                .anyMatch(line -> line.contains("/api/collectPrescription"));
    }

    @Test
    void printsTheChannelsOfYamlAndJavaRoutes() {
        assertThat(CommandLineRun.of("schema", "asyncapi").out())
                .anyMatch(line -> line.contains("/notifications/deliveries"))
                .anyMatch(line -> line.contains("/notifications/prescriptions"))
                .anyMatch(line -> line.contains("/notifications/rides"));
    }

    @Test
    void invalidRoutesAndSettingsAreReportedInOneLine() throws IOException {
        // Then
        Path routes = writeRoutes("notify", "{{missing.channel}}");
        String file = "howdah: " + routes;
        assertFails(file
                + ":8:16: error setting-unknown: {{missing.channel}} is not a setting; correct the name, or add it to"
                + " application.properties");
        writeRoutes("notified", "parcels");
        assertFails(file + ":2:23: error template-unknown: no template is called notified; correct the name; there are"
                + " ingest, notify");
        Files.writeString(
                routes, Files.readString(routes).replace("notified", "notify").replace("Parcel", "Letter"));
        assertFails(
                file + ":6:16: error model-unknown: model Letter is not a type with @readModel in graphql/*.graphqls;"
                        + " correct the name; there are Parcel");
        writeRoutes("notify", "parcels");
        Files.writeString(
                folder.resolve("application.properties"),
                "region=north\ncamel.main.routes-builder-classes=no.such.Routes\n");
        assertFails("howdah: " + folder.resolve("application.properties")
                + ":2:1: error class-missing: class no.such.Routes is not on the class path; correct its name in"
                + " camel.main.routes-builder-classes, or add its JAR");
    }

    private void assertFails(String line) {
        assertThat(CommandLineRun.of("schema", "asyncapi", folder.toString()))
                .isEqualTo(new CommandLineRun(1, List.of(), List.of(line)));
    }

    private Path writeRoutes(String template, String channel) throws IOException {
        Files.writeString(folder.resolve("application.properties"), "region=north\n");
        Path routes = Files.createDirectories(folder.resolve("routes/domains")).resolve("parcels.camel.yaml");
        return Files.writeString(routes, """
                - templatedRoute:
                    routeTemplateRef: %s
                    routeId: parcels-notify
                    parameters:
                      - name: model
                        value: Parcel
                      - name: channel
                        value: "{{region}}-%s"
                """.formatted(template, channel));
    }

    @Test
    void outputComparedWithItselfHasNoChanges() throws IOException {
        // Given
        writeRoutes("notify", "parcels");

        // Then
        for (Path old : List.of(printed(), described())) {
            assertThat(CommandLineRun.of("schema", "diff", old.toString(), folder.toString()))
                    .isEqualTo(new CommandLineRun(0, List.of(), List.of()));
        }
    }

    @Test
    void changeThatBreaksSubscribersExitsWith1() throws IOException {
        // Given
        writeRoutes("notify", "parcels");
        Path old = described();
        Files.writeString(sdl, SDL.replace("weight: Decimal", "weight: Float").replace(" @stored", ""));

        // When
        CommandLineRun run = CommandLineRun.of("schema", "diff", old.toString(), folder.toString());

        // Then
        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        1,
                        List.of(
                                "breaking: property Parcel.weight is number (double) or null, was string or null",
                                "safe: property Parcel.secret is new"),
                        List.of()));
    }

    @Test
    void changeThatBreaksClientsExitsWith1() throws IOException {
        // Given
        Path old = printed();
        Files.writeString(
                sdl,
                SDL.replace("weight: Decimal @deprecated(reason: \"use grams\")", "grams: Int")
                        .replace(" @stored", ""));

        // When
        CommandLineRun run = CommandLineRun.of("schema", "diff", old.toString(), folder.toString());

        // Then
        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        1,
                        List.of(
                                "breaking: field Parcel.weight is gone",
                                "breaking: type Decimal is gone",
                                "safe: field Parcel.grams is new",
                                "safe: field Parcel.secret is new"),
                        List.of()));
    }

    @Test
    void changeThatBreaksNoClientExitsWith0() throws IOException {
        // Given
        Path old = printed();
        Files.writeString(sdl, SDL.replace("weight: Decimal", "weight: Decimal!"));

        // When
        CommandLineRun run = CommandLineRun.of("schema", "diff", old.toString(), folder.toString());

        // Then
        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        0, List.of("safe: field Parcel.weight is Decimal!, was Decimal"), List.of()));
    }

    @Test
    void invalidSchemaExitsWith2AndIsLocated() throws IOException {
        // Given
        Path missing = folder.resolve("missing.graphqls");
        Path broken = Files.writeString(folder.resolve("broken.graphqls"), "type Query {\n  a: }\n");
        Path incomplete = Files.writeString(folder.resolve("incomplete.graphqls"), "type Query {\n  a: Nope\n}\n");
        Path empty = Files.writeString(folder.resolve("empty.graphqls"), "");
        Path cut = Files.writeString(folder.resolve("cut.json"), "{\n  \"asyncapi\": ");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"name\": \"howdah\"}");

        // Then
        assertReports(
                missing,
                "howdah: " + missing + " cannot be read (java.nio.file.NoSuchFileException: " + missing
                        + "); pass an output of `howdah schema graphql`, asyncapi or openapi");
        assertReports(broken, "howdah: " + broken + ":2:6: ");
        assertReports(
                incomplete,
                "howdah: " + incomplete + ":1:1: The field type 'Nope' is not present when"
                        + " resolving type 'Query'");
        assertReports(empty, "howdah: " + empty);
        assertReports(cut, "howdah: " + cut + ":2:");
        assertReports(
                other,
                "howdah: " + other
                        + " is no API schema; pass an output of `howdah schema graphql`, asyncapi or openapi");
        assertReports(sdl, "howdah: " + sdl);
    }

    private void assertReports(Path old, String line) {
        CommandLineRun run = CommandLineRun.of("schema", "diff", old.toString(), folder.toString());
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotEmpty().allSatisfy(error -> assertThat(error).startsWith("howdah: "));
        assertThat(run.err().get(0)).startsWith(line);
    }

    @Test
    void invalidArgumentsExitWith2() {
        assertThat(CommandLineRun.of("schema", "diff").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("schema", "other").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("schema").exitCode()).isEqualTo(2);
    }

    @Test
    void invalidSdlAndFrontendsAreReportedInOneLine() throws IOException {
        // When
        CommandLineRun frontend = CommandLineRun.of("schema", "graphql", "--frontend", "mobile", folder.toString());
        Files.writeString(sdl, SDL.replace("Decimal", "Nope"));
        CommandLineRun wrong = CommandLineRun.of("schema", "graphql", folder.toString());

        // Then
        assertThat(frontend.exitCode()).isEqualTo(1);
        assertThat(frontend.err())
                .containsExactly("howdah: --frontend=mobile must be the name of a folder below graphql/ that has SDL");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).singleElement().asString().startsWith("howdah: " + sdl + ":4:11: unknown type Nope; ");
    }

    @ParameterizedTest
    @CsvSource({"graphql, schema.graphqls", "asyncapi, asyncapi.json", "openapi, openapi.json"})
    void guideShowsTheOutputOfTheCommands(String kind, String file, @TempDir Path elsewhere) throws IOException {
        // Given the parcels of the other guide, and the commands for this kind of schema
        Path app = Docs.writeFiles("docs/add-a-domain.md", "my-app", elsewhere);
        String print = "./howdah schema " + kind + " my-app > " + file;
        String diff = "./howdah schema diff " + file + " my-app";
        List<String> blocks = Docs.blocks("docs/schema-ci.md").stream()
                .map(block -> block.text().strip())
                .toList();
        assertThat(blocks).containsOnlyOnce(print, diff);

        // When
        Path old = Files.write(
                elsewhere.resolve(file),
                CommandLineRun.of("schema", kind, app.toString()).out());
        Path parcels = app.resolve("graphql/parcels.graphqls");
        Files.writeString(
                parcels, Files.readString(parcels).replace("stopsBefore: Int", "stopsBefore: Float\n  colour: String"));
        CommandLineRun run = CommandLineRun.of("schema", "diff", old.toString(), app.toString());

        // Then the output is the one below the command
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(String.join("\n", run.out())).isEqualTo(blocks.get(blocks.indexOf(diff) + 1));
    }

    private Path described() throws IOException {
        return Files.write(
                folder.resolve("old.json"),
                CommandLineRun.of("schema", "asyncapi", folder.toString()).out());
    }

    private Path printed() throws IOException {
        return Files.write(
                folder.resolve("old.graphqls"),
                CommandLineRun.of("schema", "graphql", folder.toString()).out());
    }
}
