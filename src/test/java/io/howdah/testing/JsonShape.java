package io.howdah.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Compares what a page shows with what the running process gives, where the values differ from run to run. */
public final class JsonShape {

    private JsonShape() {}

    /** Checks that both have the same fields in the same order, with values of the same types; null fits any type. */
    public static void assertSame(JsonNode documented, JsonNode real) {
        compare("$", documented, real);
    }

    private static void compare(String path, JsonNode documented, JsonNode real) {
        if (documented.isNull() || real.isNull()) {
            return;
        }
        assertThat(real.getNodeType()).as("type of %s", path).isEqualTo(documented.getNodeType());
        if (documented.isObject()) {
            assertThat(names(real)).as("fields of %s", path).isEqualTo(names(documented));
            names(documented).forEach(name -> compare(path + "." + name, documented.get(name), real.get(name)));
        } else if (documented.isArray()) {
            assertThat(real.size()).as("length of %s", path).isEqualTo(documented.size());
            for (int i = 0; i < documented.size(); i++) {
                compare(path + "[" + i + "]", documented.get(i), real.get(i));
            }
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
