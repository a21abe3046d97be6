package io.howdah.ingest.kafka;

import io.howdah.observe.AdvisoryHealthCheck;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Down while Kafka refuses a consumer or is not reached, or while a batch takes too long. Advisory: what is stored is served. */
public final class PollingHealthCheck extends AdvisoryHealthCheck {

    private final PollFailures failures;
    private final GroupMemberships memberships;
    private final Polls polls;

    /**
     * Makes it.
     *
     * @param failures what Kafka refuses
     * @param memberships which groups do not reach it
     * @param polls which consumers hang
     */
    public PollingHealthCheck(PollFailures failures, GroupMemberships memberships, Polls polls) {
        super("kafka-polls");
        this.failures = failures;
        this.memberships = memberships;
        this.polls = polls;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String trouble = failures.present()
                .map(reason -> "A Kafka consumer cannot poll: " + reason)
                .orElseGet(memberships::silent);
        if (trouble.isEmpty()) {
            trouble = polls.hanging();
        }
        if (trouble.isEmpty()) {
            builder.up();
        } else {
            builder.message(trouble).down();
        }
    }
}
