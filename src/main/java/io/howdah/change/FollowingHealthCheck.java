package io.howdah.change;

import io.howdah.observe.RoutesHealthCheck;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Health check that is down while a route's change stream is not followed. {@link RoutesHealthCheck} calls it. */
final class FollowingHealthCheck extends AbstractHealthCheck {

    private final StreamFollower following;

    FollowingHealthCheck(StreamFollower following) {
        super("howdah", "change-stream");
        this.following = following;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        following
                .trouble()
                .ifPresentOrElse(
                        trouble -> builder.message("the change stream is not followed: " + trouble.reason())
                                .detail(RoutesHealthCheck.SINCE, trouble.since())
                                .down(),
                        builder::up);
    }
}
