package io.howdah.reload;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Down while files of the application wait to be mended. The application goes on as it was: it is no matter of liveness or readiness. */
public final class ReloadHealthCheck extends AbstractHealthCheck {

    private final Supplier<String> pending;

    /** Makes it; {@code pending} tells what is wrong with the files, or "". */
    public ReloadHealthCheck(Supplier<String> pending) {
        super("howdah", "reload");
        this.pending = pending;
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
        String trouble = pending.get();
        if (trouble.isEmpty()) {
            builder.up();
        } else {
            builder.message("The application runs as it was before its files changed, "
                            + trouble.replace(System.lineSeparator(), "; "))
                    .down();
        }
    }
}
