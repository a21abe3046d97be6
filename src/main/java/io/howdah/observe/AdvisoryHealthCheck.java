package io.howdah.observe;

import org.apache.camel.impl.health.AbstractHealthCheck;

/** A check for people: what it finds is told by {@code /observe/health}, and no probe restarts the process or takes it out of service for it. */
public abstract class AdvisoryHealthCheck extends AbstractHealthCheck {

    /** Makes it; {@code id} is its name. */
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
