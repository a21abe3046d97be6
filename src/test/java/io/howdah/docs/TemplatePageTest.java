package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/templates.md what {@link TemplatePage} makes. */
class TemplatePageTest {

    private static final String PAGE = "docs/templates.md";
    private static final String UPDATE = "howdah.test.update-pages";

    @Test
    void pageIsMadeOfTheTemplates() throws IOException {
        Path page = Docs.root().resolve(PAGE);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(page, TemplatePage.text());
        }
        assertThat(Files.readString(page))
                .as(
                        "%s is not what the templates say; write it again by: mvn test -Dtest=TemplatePageTest -D%s=true",
                        PAGE, UPDATE)
                .isEqualTo(TemplatePage.text());
    }
}
