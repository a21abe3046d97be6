package io.howdah.tools.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

class PrettyJsonTest {

    private static final String FILE = """
            {
              "document": {
                "_id": "a \\"b\\"",
                "price": {"$numberDecimal": "12.50"},
                "stars": 4.80,
                "stops": [
                  {
                    "name": "A"
                  },
                  2
                ],
                "none": [],
                "empty": {}
              },
              "frame": null
            }
            """;

    @Test
    void formIsAlwaysTheSame() throws JsonProcessingException {
        assertThat(PrettyJson.of(Json.MAPPER.readTree(FILE))).isEqualTo(FILE);
        assertThat(PrettyJson.of(Json.MAPPER.readTree(FILE.replaceAll("\\s*\\n\\s*", ""))))
                .isEqualTo(FILE);
    }
}
