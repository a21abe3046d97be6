package io.howdah.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares docs/beans.md with the list of beans, and rewrites the page on request. */
class RouteBeansTest {

    private static final String PAGE = "docs/beans.md";
    private static final String WRITE = "howdah.docs.write";
    private static final String COMMAND = "mvn test -Dtest=RouteBeansTest -D" + WRITE + "=true";

    /** The purpose of a bean of shipped routes begins with its area. */
    private static final Predicate<RouteBean<?>> IS_OF_SHIPPED_ROUTES =
            bean -> bean.purpose().matches("\\w+: .*");

    @Test
    void namesAreUnique() {
        assertThat(RouteBeans.all().map(RouteBean::name)).doesNotHaveDuplicates();
    }

    @Test
    void pageHasEveryBean() throws IOException {
        // Given
        String page = """
                # Beans

                <!-- Generated from RouteBeans.java. To update, run: %s -->

                This page lists the objects that your routes can use by name: `ref: downstream`, `"#downstream"` or `bean:asIs`. `howdah lint` reports
                other names (`bean-unknown`). Add your own beans under `beans:` ([cookbook](cookbook-routes.md#call-a-java-bean)) or in Java ([java](java.md)).

                ## For any route

                %s
                ## For the shipped routes

                The templates and the API routes use these beans. A route that replaces a shipped one may use them, too. Each release may change them.

                %s""".formatted(COMMAND, table(IS_OF_SHIPPED_ROUTES.negate()), table(IS_OF_SHIPPED_ROUTES));

        // When
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(Docs.root().resolve(PAGE), page);
        }

        // Then
        assertThat(Docs.text(PAGE)).as("update it with: %s", COMMAND).isEqualTo(page);
    }

    private static String table(Predicate<RouteBean<?>> wanted) {
        return RouteBeans.all()
                .filter(wanted)
                .map(bean -> "| `%s` | %s |\n".formatted(bean.name(), bean.purpose()))
                .collect(Collectors.joining("", "| bean | purpose |\n|---|---|\n", ""));
    }
}
