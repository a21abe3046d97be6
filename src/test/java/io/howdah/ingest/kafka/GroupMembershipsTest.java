package io.howdah.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Tests what health reports about the consumer groups of a process. */
class GroupMembershipsTest {

    private final PollFailures failures = new PollFailures();
    private final GroupMemberships memberships = new GroupMemberships(failures);

    @Test
    void noConsumerIsAMemberBeforeTheFirstAssignment() {
        assertThat(memberships.missing()).isEqualTo("no Kafka consumer has been assigned partitions");
        failures.handle(0, new IllegalStateException("wrong password"));
        assertThat(memberships.missing()).contains("partitions: IllegalStateException: wrong password (since 2");

        memberships.joined("things");

        assertThat(memberships.missing()).isEmpty();
    }

    @Test
    void groupWithoutHeartbeatsHasNotReachedKafka() throws Exception {
        PollingHealthCheck check = new PollingHealthCheck(failures, memberships, new Polls(Duration.ofMinutes(2)));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            check.setCamelContext(camel);
            memberships.heartbeat("things", -1);
            memberships.heartbeat("things", 3);
            assertThat(check.call().getState()).isEqualTo(State.UP);

            memberships.heartbeat("things", 20);
            assertThat(check.call().getState()).isEqualTo(State.DOWN);
            assertThat(check.call().getMessage().orElseThrow())
                    .startsWith("Group things has not reached Kafka since 2");
            assertThat(check.isReadiness()).isFalse();

            memberships.heartbeat("things", 1);
            assertThat(check.call().getState()).isEqualTo(State.UP);
        }
    }
}
