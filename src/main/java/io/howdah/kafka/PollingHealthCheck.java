package io.howdah.kafka;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Down while Kafka answers and refuses. For people alone: a restart would not cure it, and what is stored is served. */
public final class PollingHealthCheck extends AbstractHealthCheck {

    private final PollFailures failures;

    /** Tells of these failures. */
    public PollingHealthCheck(PollFailures failures) {
        super("howdah", "kafka-polls");
        this.failures = failures;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        failures.present()
                .ifPresentOrElse(
                        reason -> builder.message("A Kafka consumer cannot poll: " + reason)
                                .down(),
                        builder::up);
    }
}
