package io.howdah.kafka;

import io.howdah.health.AdvisoryHealthCheck;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Down while Kafka refuses a consumer, or is not reached. For people alone: a restart would not cure it, and what is stored is served. */
public final class PollingHealthCheck extends AdvisoryHealthCheck {

    private final PollFailures failures;
    private final GroupMemberships memberships;

    /**
     * Makes it.
     *
     * @param failures what Kafka refuses
     * @param memberships which groups do not reach it
     */
    public PollingHealthCheck(PollFailures failures, GroupMemberships memberships) {
        super("kafka-polls");
        this.failures = failures;
        this.memberships = memberships;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String trouble = failures.present()
                .map(reason -> "A Kafka consumer cannot poll: " + reason)
                .orElseGet(memberships::silent);
        if (trouble.isEmpty()) {
            builder.up();
        } else {
            builder.message(trouble).down();
        }
    }
}
