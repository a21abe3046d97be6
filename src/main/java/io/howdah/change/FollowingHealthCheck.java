package io.howdah.change;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Down while a route's change stream is not really followed. It is no matter of liveness: a restart would not cure it. */
final class FollowingHealthCheck extends AbstractHealthCheck {

    private final Following following;

    FollowingHealthCheck(Following following) {
        super("howdah", "change-stream");
        this.following = following;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String trouble = following.trouble();
        if (trouble.isEmpty()) {
            builder.up();
        } else {
            builder.message("The change stream is not followed: " + trouble).down();
        }
    }
}
