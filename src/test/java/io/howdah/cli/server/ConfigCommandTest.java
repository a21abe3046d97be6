package io.howdah.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code howdah config} of the demo and of a folder. */
class ConfigCommandTest {

    @TempDir
    private Path folder;

    @Test
    void everySettingIsShownWithItsSourceAndSecretsAreHidden() throws IOException {
        // Given
        write("""
                howdah.auth.mode=none
                howdah.mongo.uri=mongodb://ann:s3cret-1@h1/
                howdah.schema-registry.url=http://localhost:8081
                howdah.schema-registry.token=s3cret-2
                parcels.api-key=s3cret-3
                parcels.topic=parcels.events
                """);

        // When
        CommandLineRun run = CommandLineRun.of("config", folder.toString());

        // Then
        String file = folder.resolve("application.properties").toString();
        assertThat(run.exitCode()).as("%s", run.err()).isZero();
        assertThat(run.out()).noneMatch(line -> line.contains("s3cret"));
        assertThat(run.out().get(0)).matches("KEY +VALUE +SOURCE");
        assertThat(run.out())
                .anyMatch(line -> line.matches("howdah\\.http\\.port +8080 +application\\.properties"))
                .anyMatch(line ->
                        line.matches("howdah\\.mongo\\.uri +mongodb://ann:\\(hidden\\)@h1/ +\\Q" + file + "\\E"))
                .anyMatch(line -> line.matches("parcels\\.api-key +\\(hidden\\) +\\Q" + file + "\\E"))
                .anyMatch(line -> line.matches("parcels\\.topic +parcels\\.events +\\Q" + file + "\\E"));
    }

    @Test
    void changedSettingsAreShownAsJson() throws IOException {
        // Given
        write("howdah.auth.mode=none\nhowdah.kafka.group=mine\n");

        // When
        CommandLineRun run = CommandLineRun.of("config", "--changed", "--json", folder.toString());

        // Then
        ObjectMapper json = new ObjectMapper();
        assertThat(run.out()).hasSize(2);
        JsonNode group = json.readTree(run.out().get(1));
        assertThat(group)
                .isEqualTo(json.createObjectNode()
                        .put("key", "howdah.kafka.group")
                        .put("value", "mine")
                        .put("kind", "folder")
                        .put("source", folder.resolve("application.properties").toString()));
    }

    @Test
    void settingsOfDevAreShown() throws IOException {
        write("howdah.kafka.brokers=elsewhere:9092\n");

        assertThat(CommandLineRun.of("config", "--dev", "--changed", "--json", folder.toString())
                        .out())
                .anyMatch(line -> line.contains("\"howdah.http.graphiql\",\"value\":\"true\",\"kind\":\"profile\""))
                .noneMatch(line -> line.contains("elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--profile", "--environment"})
    void profileOverridesTheFileAndAFlagTheProfile(String option) throws IOException {
        // Given
        write("howdah.auth.mode=none\nhowdah.kafka.group=mine\nhowdah.mongo.database=mine\n");
        Path prod = folder.resolve("environments/prod.properties");
        Files.createDirectories(prod.getParent());
        Files.writeString(prod, "howdah.kafka.group=prod\nhowdah.mongo.database=prod\nparcels.api-key=s3cret\n");

        // When
        CommandLineRun run =
                CommandLineRun.of("config", option, "prod", "--set", "howdah.mongo.database=a", folder.toString());

        // Then
        assertThat(run.exitCode()).as("%s", run.err()).isZero();
        assertThat(run.out())
                .anyMatch(line -> line.matches("howdah\\.kafka\\.group +prod +\\Q" + prod + "\\E"))
                .anyMatch(line -> line.matches("howdah\\.mongo\\.database +a +--set"))
                .anyMatch(line -> line.matches("parcels\\.api-key +\\(hidden\\) +\\Q" + prod + "\\E"))
                .noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void profileOfTheDemoIsHowdahsOwn() {
        CommandLineRun run = CommandLineRun.of(
                "config", "--profile", "dev", "--set", "howdah.auth.mode=none", "--changed", "--json");

        assertThat(run.exitCode()).as("%s", run.err()).isZero();
        assertThat(run.out())
                .contains("{\"key\":\"howdah.http.graphiql\",\"value\":\"true\",\"kind\":\"profile\","
                        + "\"source\":\"application-dev.properties\"}");
    }

    @Test
    void misspeltNamesAreReportedInOneLine() throws IOException {
        write("howdah.auth.mode=none\n");

        assertThat(CommandLineRun.of("config", "--profile", "prod", folder.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(1))
                .satisfies(
                        run -> assertThat(run.err())
                                .singleElement()
                                .asString()
                                .startsWith(
                                        "howdah: --profile=prod is not a profile of the application; its profiles are dev; correct"));
        assertThat(CommandLineRun.of("config", "--set", "howdah.http.prot=1", folder.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(1))
                .satisfies(run -> assertThat(run.err())
                        .containsExactly("howdah: howdah.http.prot in --set is not a setting; the nearest is"
                                + " howdah.http.port"));
    }

    @Test
    void devAndProfileExcludeEachOther() {
        CommandLineRun run = CommandLineRun.of("config", "--dev", "--profile", "prod");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--dev and --profile exclude each other, because howdah dev has its own profile; use one");
    }

    @Test
    void flagSetsExternalServicesForDev() throws IOException {
        write("howdah.kafka.brokers=elsewhere:9092\n");

        assertThat(CommandLineRun.of("config", "--dev", "--set", "howdah.kafka.brokers=here:9092", folder.toString())
                        .out())
                .anyMatch(line -> line.matches("howdah\\.kafka\\.brokers +here:9092 +--set"));
    }

    @Test
    void settingThatPreventsTheStartIsShownAndReported() throws IOException {
        // Given
        write("howdah.auth.mode=none\nhowdah.http.port=none\n");

        // When
        CommandLineRun run = CommandLineRun.of("config", folder.toString());

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).anyMatch(line -> line.matches("howdah\\.http\\.port +none .*"));
        assertThat(run.err()).singleElement().asString().startsWith("howdah: howdah.http.port=none must be");
    }

    private void write(String settings) throws IOException {
        for (String[] file : new String[][] {
            {ApplicationFolder.SCHEMA_FILE, ApplicationFolder.SCHEMA},
            {ApplicationFolder.ROUTES_FILE, ApplicationFolder.ROUTES}
        }) {
            Files.createDirectories(folder.resolve(file[0]).getParent());
            Files.writeString(folder.resolve(file[0]), file[1]);
        }
        Files.writeString(folder.resolve("application.properties"), settings);
    }
}
