package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Compares the generated sections of docs/templates.md with the templates. */
class TemplatePageTest {

    private static final String PAGE = "docs/templates.md";
    private static final String UPDATE = "howdah.test.update-pages";

    @Test
    void pageIsMadeOfTheTemplates() throws IOException {
        Path page = Docs.root().resolve(PAGE);
        String text = Files.readString(page);
        if (Boolean.getBoolean(UPDATE)) {
            text = TemplatePage.text(text);
            Files.writeString(page, text);
        }
        assertThat(text)
                .as(
                        "%s differs from the templates; update it with: mvn test -Dtest=TemplatePageTest -D%s=true",
                        PAGE, UPDATE)
                .isEqualTo(TemplatePage.text(text));
    }
}
