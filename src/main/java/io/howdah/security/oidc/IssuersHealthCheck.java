package io.howdah.security.oidc;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while an issuer cannot be asked. It is no matter of liveness, which a restart would cure, nor of readiness: tokens whose keys
 * are known are taken, and another replica is no better off.
 */
public final class IssuersHealthCheck extends AbstractHealthCheck {

    private final TokenVerifiers verifiers;

    /** Tells of these. */
    public IssuersHealthCheck(TokenVerifiers verifiers) {
        super("howdah", "issuers");
        this.verifiers = verifiers;
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
        Map<String, String> troubles = verifiers.troubles();
        if (troubles.isEmpty()) {
            builder.up();
            return;
        }
        troubles.forEach(builder::detail);
        builder.message("Issuers that cannot be asked: " + troubles).down();
    }
}
