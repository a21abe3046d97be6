package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The attacks of bench/attack.sh are files of the form that bench/README.md says, one for each. */
class AttackFilesTest {

    private static final Path FOLDER = Docs.root().resolve("bench/attack/corpus");

    @Test
    void eachAttackIsAFileOfTheDocumentedForm() throws IOException {
        String page = Docs.text("bench/README.md");
        List<Path> files;
        try (Stream<Path> found = Files.list(FOLDER)) {
            files = found.sorted().toList();
        }

        assertThat(files).hasSizeGreaterThanOrEqualTo(20).allSatisfy(file -> {
            JsonNode attack = new ObjectMapper().readTree(file.toFile());
            Set<String> keys = new TreeSet<>();
            attack.fieldNames().forEachRemaining(keys::add);
            assertThat(file.getFileName()).hasToString(attack.path("name").asText() + ".json");
            assertThat(attack.path("does").asText()).endsWith(".").doesNotContain("\n");
            assertThat(attack.path("protocol").asText()).isIn("tcp", "http", "ws");
            assertThat(attack.path("sockets").asInt()).isPositive();
            assertThat(attack.path("rate").isInt()).isTrue();
            assertThat(keys).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
        });
    }
}
