package io.howdah.security;

import io.howdah.observe.AdvisoryHealthCheck;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Down while an issuer cannot be asked; up with a warning where nobody is authenticated. It is no matter of liveness, which a
 * restart would cure, nor of readiness: tokens whose keys are known are taken, and another replica is no better off.
 */
public final class AuthenticationHealthCheck extends AdvisoryHealthCheck {

    private final Authenticator authenticator;

    /** Tells of this one. */
    public AuthenticationHealthCheck(Authenticator authenticator) {
        super("authentication");
        this.authenticator = authenticator;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, String> troubles = authenticator.troubles();
        if (troubles.isEmpty()) {
            String warning = authenticator.warning();
            (warning.isEmpty() ? builder : builder.message(warning)).up();
            return;
        }
        builder.message("Issuers that cannot be asked: " + troubles).down();
    }
}
