package io.howdah.ingest.kafka;

import io.howdah.observe.AdvisoryHealthCheck;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Advisory health check {@code kafka-polls}: down while Kafka rejects a consumer or is unreachable, or while a batch
 * takes too long. Advisory, because stored documents are still served.
 */
public final class PollingHealthCheck extends AdvisoryHealthCheck {

    private final PollFailures failures;
    private final GroupMemberships memberships;
    private final Polls polls;

    /**
     * Creates the check.
     *
     * @param failures the errors with which Kafka rejects consumers
     * @param memberships the groups and whether they reach Kafka
     * @param polls the consumers and their last polls
     */
    public PollingHealthCheck(PollFailures failures, GroupMemberships memberships, Polls polls) {
        super("kafka-polls");
        this.failures = failures;
        this.memberships = memberships;
        this.polls = polls;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String problem = failures.present()
                .map(reason -> "A Kafka consumer cannot poll: " + reason)
                .orElseGet(memberships::silent);
        if (problem.isEmpty()) {
            problem = polls.hanging();
        }
        if (problem.isEmpty()) {
            builder.up();
        } else {
            builder.message(problem).down();
        }
    }
}
