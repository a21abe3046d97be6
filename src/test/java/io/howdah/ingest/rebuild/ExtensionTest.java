package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionTest {

    private static final Position KNOWN = new Position("rides", "id-1", 0, 0, 40, 50);

    @Test
    void endsMoveOnAndNewPartitionsAreReadFromTheirBeginning() {
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
    void topicThatWasMadeAgainIsRefused() {
        // Given one that holds more than was read of the older one
        Position again = new Position("rides", "id-2", 0, 0, 0, 900);

        // When, then
        for (boolean mayMiss : List.of(true, false)) {
            assertThatThrownBy(() -> Extension.of(List.of(KNOWN), List.of(again), mayMiss))
                    .isInstanceOf(RebuildRefusedException.class)
                    .hasMessageContaining("topic rides was made again")
                    .hasMessageContaining("--restart");
        }

        // And a partition that the older one had not
        Position other = new Position("rides", "id-2", 1, 0, 0, 3);
        assertThatThrownBy(() -> Extension.of(List.of(KNOWN), List.of(other), true))
                .hasMessageContaining("was made again");
    }

    @Test
    void topicThatEndsBeforeWhatWasReadIsRefused() {
        assertThatThrownBy(
                        () -> Extension.of(List.of(KNOWN), List.of(new Position("rides", "id-1", 0, 0, 0, 39)), true))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("rides-0 ends at offset 39")
                .hasMessageContaining("--restart");
    }

    @Test
    void removedRecordsAreRefusedOrSkipped() {
        // Given
        List<Position> now = List.of(new Position("rides", "id-1", 0, 45, 45, 70));

        // When, then
        assertThatThrownBy(() -> Extension.of(List.of(KNOWN), now, false)).hasMessageContaining("--keep-missing");
        Extension extension = Extension.of(List.of(KNOWN), now, true);
        assertThat(extension.positions()).containsExactly(new Position("rides", "id-1", 0, 0, 45, 70));
        assertThat(extension.skips()).isTrue();

        // And those that were read before they were removed are none
        assertThat(Extension.of(List.of(KNOWN), List.of(new Position("rides", "id-1", 0, 40, 40, 70)), false)
                        .skips())
                .isFalse();
    }
}
