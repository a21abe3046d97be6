package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeTypeTest {

    @Test
    void conflatedChangeHasTheLastTypeUnlessTheDocumentIsNewToTheClient() {
        assertThat(ChangeType.UPDATED.after(ChangeType.CREATED)).isEqualTo(ChangeType.CREATED);
        assertThat(ChangeType.UPDATED.after(ChangeType.UPDATED)).isEqualTo(ChangeType.UPDATED);
        for (ChangeType earlier : ChangeType.values()) {
            assertThat(ChangeType.CREATED.after(earlier)).isEqualTo(ChangeType.CREATED);
            assertThat(ChangeType.DELETED.after(earlier)).isEqualTo(ChangeType.DELETED);
            assertThat(ChangeType.LEFT.after(earlier)).isEqualTo(ChangeType.LEFT);
        }
    }
}
