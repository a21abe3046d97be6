package io.howdah.graphql.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.push.Permits;
import io.howdah.push.Permits.Permit;
import io.howdah.push.RefusedException;
import io.howdah.security.Principal;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GroupMembersTest {

    private final Permits permits = new Permits("groups", 10, 1, 1);
    private final GroupMembers members = new GroupMembers();

    @Test
    void clientNeedsOnePermitForAllItsSubscriptionsInAGroup() {
        // When
        members.add("=alice", permit("alice"));
        members.add("=alice", permit("alice"));

        // Then
        assertThat(permits.byClient()).containsOnly(Map.entry("=alice", 1));
        assertThat(members.remove("=alice")).isFalse();
        assertThat(permits.byClient()).containsOnly(Map.entry("=alice", 1));
        assertThat(members.remove("=alice")).isTrue();
        assertThat(permits.byClient()).isEmpty();
    }

    @Test
    void refusedClientDoesNotJoin() {
        // Given
        members.add("=bob", permit("bob"));
        Permit elsewhere = permit("alice").get();

        // When, then
        assertThatThrownBy(() -> members.add("=alice", permit("alice"))).isInstanceOf(RefusedException.class);
        assertThat(members.owner()).isEqualTo("=bob");

        // When
        elsewhere.giveBack();
        members.add("=alice", permit("alice"));
        assertThat(permits.byClient()).containsOnly(Map.entry("=alice", 1), Map.entry("=bob", 1));
    }

    @Test
    void groupTakesTheTurnsOfItsOnlyClient() {
        members.add("=alice", permit("alice"));
        assertThat(members.owner()).isEqualTo("=alice");
        members.add("=bob", permit("bob"));
        assertThat(members.owner()).startsWith("group ");
        members.remove("=alice");
        assertThat(members.owner()).isEqualTo("=bob");
    }

    private Supplier<Permit> permit(String subject) {
        return () -> permits.take(Principal.of(subject), "192.0.2.1");
    }
}
