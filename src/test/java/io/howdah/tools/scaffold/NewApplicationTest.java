package io.howdah.tools.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.runtime.source.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Files of {@code howdah init} that no start reads are valid too. */
class NewApplicationTest {

    @TempDir
    private Path root;

    @Test
    void everyFileIsOfItsTypeAndNoPlaceholderIsLeft() throws Exception {
        Path app = application("Web Shop");
        try (Stream<Path> files = Files.walk(app)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                if (file.toString().endsWith(".json")) {
                    assertThat(new ObjectMapper().readTree(text).isObject()).isTrue();
                } else if (file.toString().endsWith(".yaml")) {
                    assertThat(new Load(LoadSettings.builder().build()).loadFromString(text))
                            .isNotNull();
                }
                if (!file.toString().contains(".howdah")) {
                    assertThat(text)
                            .as(file.toString())
                            .doesNotContainPattern(
                                    "\\{(app|domain|type|list|one|topic|stage|replicas|format|payload)}");
                }
            }
        }
        assertThat(app.resolve("application.properties")).content().contains("howdah.mongo.database=web-shop\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "staging", "prod"})
    void environmentsAreSettingsWithoutSecrets(String stage) throws Exception {
        // Given
        Path app = application("shop");
        Path secret = Files.writeString(root.resolve("secret"), "s3cret\n");
        Path uri = Files.writeString(root.resolve("uri"), "mongodb://shop:s3cret@mongo.example.com/?replicaSet=rs0\n");

        // When
        SettingValues values = SettingValues.load(
                List.of(),
                List.of(app),
                stage,
                Map.of("HOWDAH_KAFKA_PASSWORD_FILE", secret.toString(), "HOWDAH_MONGO_URI_FILE", uri.toString()));

        // Then
        Settings settings = Settings.of(values);
        settings.auth().requireMode();
        assertThat(settings.kafka().brokers()).contains("." + stage + ".");
        assertThat(Files.readString(app.resolve("environments/" + stage + ".properties")))
                .doesNotContainPattern("(?m)^[^#\n]*(password|secret|mongo\\.uri)");
    }

    @Test
    void unknownEnvironmentIsOneLine() {
        Path app = application("shop");
        assertThatThrownBy(() -> SettingValues.load(List.of(), List.of(app), "test", Map.of()))
                .hasMessageStartingWith(
                        "--profile=test is not a profile of the application; its profiles are dev, prod, staging; correct");
    }

    @Test
    void folderThatIsNotEmptyIsRefusedUnlessItHasOnlyGit() throws Exception {
        Path app = Files.createDirectories(root.resolve("shop"));
        Files.createDirectories(app.resolve(".git"));
        Files.writeString(app.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> application("shop"))
                .isInstanceOf(StartException.class)
                .hasMessage(app + " is not empty: it has mine.txt; give an empty folder, or add a domain to this"
                        + " one with howdah new");

        Files.delete(app.resolve("mine.txt"));
        assertThat(application("shop").resolve("routes/parcels.camel.yaml")).exists();
    }

    @Test
    void editorFilesAreReplacedAndTheEngineersOwnAreKept() throws Exception {
        // Given
        Path app = application("shop");
        Path own = app.resolve(".vscode/settings.json");
        Path directives = app.resolve(".howdah/directives.graphqls");
        Files.writeString(own, "{}");
        Files.writeString(directives, "# of an older version");

        // When
        List<String> report = EditorFiles.refresh(app);

        // Then
        assertThat(report).contains("kept " + own, "wrote " + directives);
        assertThat(own).hasContent("{}");
        assertThat(directives).content().contains("directive @readModel");
    }

    private Path application(String folder) {
        Path app = root.resolve(folder);
        NewApplication.create(app, DomainName.of("parcels", Optional.empty()));
        return app;
    }
}
