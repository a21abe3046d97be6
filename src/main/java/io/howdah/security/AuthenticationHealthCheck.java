package io.howdah.security;

import io.howdah.observe.AdvisoryHealthCheck;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Health check that is down while an issuer is unavailable, and up with a warning if authentication is disabled. It
 * affects neither liveness, because a restart does not help, nor readiness: tokens with known keys are still accepted, and
 * another replica has the same problem.
 */
public final class AuthenticationHealthCheck extends AdvisoryHealthCheck {

    private final Authenticator authenticator;

    /** Creates a health check of this authenticator. */
    public AuthenticationHealthCheck(Authenticator authenticator) {
        super("authentication");
        this.authenticator = authenticator;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, String> unavailable = authenticator.unavailableIssuers();
        if (unavailable.isEmpty()) {
            String warning = authenticator.warning();
            (warning.isEmpty() ? builder : builder.message(warning)).up();
            return;
        }
        builder.message("Unavailable issuers: " + unavailable).down();
    }
}
