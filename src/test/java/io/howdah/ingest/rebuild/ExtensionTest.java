package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionTest {

    private static final Position KNOWN = new Position("rides", "id-1", 0, 0, 40, 50);

    @Test
    void endsAdvanceAndNewPartitionsAreReadFromTheirStart() {
        // When
        Extension extension = Extension.of(
                List.of(KNOWN),
                List.of(new Position("rides", "id-1", 0, 0, 0, 70), new Position("rides", "id-1", 1, 0, 0, 5)),
                false);

        // Then
        assertThat(extension.positions())
                .containsExactly(
                        new Position("rides", "id-1", 0, 0, 40, 70), new Position("rides", "id-1", 1, 0, 0, 5));
        assertThat(extension.skips()).isFalse();
    }

    @Test
    void recreatedTopicIsRejected() {
        // Given a topic with more records than were read of the old one
        Position again = new Position("rides", "id-2", 0, 0, 0, 900);

        // When, then
        for (boolean mayMiss : List.of(true, false)) {
            assertThatThrownBy(() -> Extension.of(List.of(KNOWN), List.of(again), mayMiss))
                    .isInstanceOf(RebuildRefusedException.class)
                    .hasMessageContaining("topic rides was recreated")
                    .hasMessageContaining("--restart");
        }

        // And a partition that the old topic did not have
        Position other = new Position("rides", "id-2", 1, 0, 0, 3);
        assertThatThrownBy(() -> Extension.of(List.of(KNOWN), List.of(other), true))
                .hasMessageContaining("was recreated");
    }

    @Test
    void topicThatEndsBeforeThePositionIsRejected() {
        assertThatThrownBy(
                        () -> Extension.of(List.of(KNOWN), List.of(new Position("rides", "id-1", 0, 0, 0, 39)), true))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("rides-0 ends at offset 39")
                .hasMessageContaining("--restart");
    }

    @Test
    void removedRecordsAreRejectedOrSkipped() {
        // Given
        List<Position> now = List.of(new Position("rides", "id-1", 0, 45, 45, 70));

        // When, then
        assertThatThrownBy(() -> Extension.of(List.of(KNOWN), now, false)).hasMessageContaining("--keep-missing");
        Extension extension = Extension.of(List.of(KNOWN), now, true);
        assertThat(extension.positions()).containsExactly(new Position("rides", "id-1", 0, 0, 45, 70));
        assertThat(extension.skips()).isTrue();

        // And records that were read before their removal do not count
        assertThat(Extension.of(List.of(KNOWN), List.of(new Position("rides", "id-1", 0, 40, 40, 70)), false)
                        .skips())
                .isFalse();
    }
}
