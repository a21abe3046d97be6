package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/golden.md, followed to the letter. */
class GoldenPageIT {

    private static final String PAGE = "docs/golden.md";
    private static final String EXPECTED = "golden/parcels/on-the-van.expected.json";

    /** A file's name in the text, and the next block, which shows the file. */
    private static final Pattern FILE =
            Pattern.compile("`(my-app/golden/[^`]+)`[^`]*```json\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private Path app;

    @BeforeEach
    void writeTheFiles() throws IOException {
        app = Docs.writeFiles("docs/add-a-domain.md", "my-app", folder);
        Matcher file = FILE.matcher(Docs.text(PAGE));
        while (file.find()) {
            Path path = folder.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2));
        }
    }

    private List<String> run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("test", app.toString()));
        arguments.addAll(List.of(options));
        return CommandLineRun.of(arguments.toArray(String[]::new)).out().stream()
                .map(line -> line.replace(folder + "/", "").replaceFirst(", in .*", ""))
                .toList();
    }

    private static List<String> documented(String containing) {
        return Docs.block(PAGE, "text", containing)
                .text()
                .lines()
                .map(line -> line.replaceFirst(", in .*", ""))
                .toList();
    }

    @Test
    void casesPassAsTheyStand() throws IOException {
        assertThat(app.resolve("golden/parcels/delivered-late.expected.json")).exists();
        assertThat(run()).containsExactly("2 cases, all passed");
    }

    @Test
    void updateWritesTheDocumentedFile() throws IOException {
        // Given
        String documented = Files.readString(app.resolve(EXPECTED));
        Files.delete(app.resolve(EXPECTED));
        Files.delete(app.resolve("golden/parcels/delivered-late.records.json"));
        Files.delete(app.resolve("golden/parcels/delivered-late.expected.json"));

        // When
        List<String> lines = run("--update");

        // Then
        assertThat(lines).isEqualTo(documented("written"));
        assertThat(app.resolve(EXPECTED)).hasContent(documented);
    }

    @Test
    void differencesAreToldAsDocumented() throws IOException {
        // Given
        Path routes = app.resolve("routes/parcels.camel.yaml");
        Files.writeString(
                routes,
                Files.readString(routes)
                        .replace("status: .state", "status: \"DELIVERED\"")
                        .replace("{id, status, stopsBefore, updatedAt}", "{id, status, updatedAt}"));
        Files.delete(app.resolve("golden/parcels/delivered-late.records.json"));
        Files.delete(app.resolve("golden/parcels/delivered-late.expected.json"));

        // Then
        assertThat(run()).isEqualTo(documented("is missing"));
    }

    @Test
    void eachFormatIsReadWithoutARegistry() throws IOException {
        // Given
        String formats = "docs/formats.md";
        app = Docs.writeFiles(formats, "formats-app", folder);
        Files.createDirectories(app.resolve("schemas"));
        Files.writeString(
                app.resolve("schemas/locker.avsc"),
                Docs.block(formats, "json", "\"Locker\"").text());
        write("golden/schemas/1.avsc", """
                {"type": "record", "name": "Van", "fields": [
                  {"name": "id", "type": "string"}, {"name": "sequence", "type": "long"}, {"name": "stops", "type": "int"}]}
                """);
        write("golden/vans/it.records.json", "[{\"base64\": \"AAAAAAEGVi0zAgA=\"}]");
        write("golden/vans/other.records.json", "[{\"base64\": \"AAAAAAIGVi0zAgA=\"}]");
        write("golden/lockers/it.records.json", "[{\"file\": \"locker.avro\"}]");
        Files.write(app.resolve("golden/lockers/locker.avro"), new byte[] {
            6,
            76,
            45,
            55,
            (byte) 130,
            (byte) 128,
            (byte) 128,
            (byte) 128,
            (byte) 128,
            (byte) 128,
            (byte) 128,
            32,
            4,
            4,
            (byte) 226,
            (byte) 128,
            (byte) 199,
            (byte) 144,
            (byte) 222,
            (byte) 149,
            103,
            2
        });

        // When
        List<String> lines = run("--update");

        // Then
        assertThat(lines).contains("3 cases, all passed");
        assertThat(app.resolve("golden/vans/it.expected.json")).content().contains("\"_id\": \"V-3\"");
        assertThat(app.resolve("golden/vans/other.expected.json"))
                .content()
                .contains("golden/schemas/2.avsc: file not found; it replaces schema 2 of the registry");
        assertThat(app.resolve("golden/lockers/it.expected.json"))
                .content()
                .contains("\"sequence\": 9007199254740993", "{\"$numberDecimal\": \"12.50\"}");
    }

    private void write(String file, String text) throws IOException {
        Path path = app.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void answersAreThoseOfTheDemo() throws IOException {
        // Given
        ObjectMapper json = new ObjectMapper();
        String demo = Docs.text("src/main/resources/golden/deliveries/picked-up.answers.json");

        // Then
        assertThat(json.readTree(Docs.block(PAGE, "json", "restaurants-service").text()))
                .isEqualTo(json.readTree(demo));
    }
}
