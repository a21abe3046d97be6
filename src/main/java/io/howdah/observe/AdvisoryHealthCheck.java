package io.howdah.observe;

import org.apache.camel.impl.health.AbstractHealthCheck;

/** A health check that only {@code /observe/health} reports. It affects neither liveness nor readiness. */
public abstract class AdvisoryHealthCheck extends AbstractHealthCheck {

    /** Creates a check with this name. */
    protected AdvisoryHealthCheck(String id) {
        super("howdah", id);
    }

    @Override
    public final boolean isLiveness() {
        return false;
    }

    @Override
    public final boolean isReadiness() {
        return false;
    }
}
