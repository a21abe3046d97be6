package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void closeNameIsFound() {
        assertThat(Nearest.close("kafak", List.of("direct", "kafka"))).contains("kafka");
        assertThat(Nearest.close("jqq", List.of("jq", "simple"))).contains("jq");
        assertThat(Nearest.close("changeStreamTokens", List.of("changeStreamToken")))
                .contains("changeStreamToken");
    }

    @Test
    void distantNameIsNotFound() {
        assertThat(Nearest.close("groovy", List.of("jq", "simple"))).isEmpty();
        assertThat(Nearest.close("xml", List.of("avro", "sql"))).isEmpty();
        assertThat(Nearest.close("anything", List.of())).isEmpty();
    }
}
