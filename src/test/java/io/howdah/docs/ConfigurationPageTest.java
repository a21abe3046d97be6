package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.ConfigurationPage;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md to what application.properties says, and writes it anew on request. */
class ConfigurationPageTest {

    private static final String SOURCE = "src/main/resources/application.properties";
    private static final String PAGE = "docs/configuration.md";
    private static final String WRITE = "howdah.docs.write";
    private static final String COMMAND = "mvn test -Dtest=ConfigurationPageTest -D" + WRITE + "=true";

    @Test
    void pageIsWhatTheSettingsFileSays() throws IOException {
        String page = "# Configuration\n\n<!-- Made of %s; change that, then: %s -->\n\n".formatted(SOURCE, COMMAND)
                + ConfigurationPage.of(Docs.text(SOURCE));
        assertThat(Docs.text("docs/testing.md")).contains("\n" + COMMAND + "\n");
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(Docs.root().resolve(PAGE), page);
        }

        assertThat(Docs.text(PAGE).lines())
                .as("%s differs from %s; write it anew: %s", PAGE, SOURCE, COMMAND)
                .isEqualTo(page.lines().toList());
    }

    @Test
    void commentAboveKeysIsARowAndAnyOtherAParagraph() {
        String page = ConfigurationPage.of("""
                # About `all`.
                #
                # More of it.

                # --- HTTP -------
                # See docs/rest.md.

                # How much of a|b, as howdah.http.host
                # has it. Unit: bytes.
                howdah.http.a-b=1
                # Both, or <none>.
                howdah.http.c=
                howdah.http.d=x=y
                # How long. Unit: duration.
                howdah.http.e=

                # The end.
                """);

        assertThat(page).isEqualTo("""
                About `all`.

                More of it.

                ## HTTP

                See [rest.md](rest.md).

                | setting | default | description |
                |---|---|---|
                | `howdah.http.a-b` | `1` bytes | How much of a\\|b, as `howdah.http.host` has it. |
                | `howdah.http.c`<br>`howdah.http.d` | <br>`x=y` | Both, or \\<none>. |
                | `howdah.http.e` | duration | How long. |

                The end.
                """);
    }

    @Test
    void durationsAndSizesSayTheirUnit() {
        List<String> rows =
                Docs.text(PAGE).lines().filter(line -> line.startsWith("| `")).toList();

        assertThat(rows)
                .filteredOn(row -> row.matches("\\| [^|]*\\| `[0-9]+(ms|s|m|h|d)`.*"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.split(" \\| ")[1]).endsWith(" duration"));
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| `[^|]*-bytes` \\|.*"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.split(" \\| ")[1]).endsWith(" bytes"));
    }
}
