package io.howdah.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {

    private final List<String> closed = new ArrayList<>();
    private final Opened opened = new Opened();

    @Test
    void closesInReverseOrderAndOnce() {
        // Given
        List.of("mongo", "servers", "routes").forEach(name -> opened.add(() -> closed.add(name)));

        // When
        opened.close();
        opened.close();

        // Then
        assertThat(closed).containsExactly("routes", "servers", "mongo");
    }

    @Test
    void closesTheOthersWhenOneFails() {
        // Given
        opened.add(() -> closed.add("mongo"));
        opened.add(() -> {
            throw new IllegalStateException("on purpose");
        });
        opened.add(() -> closed.add("routes"));

        // When
        opened.close();

        // Then
        assertThat(closed).containsExactly("routes", "mongo");
    }
}
