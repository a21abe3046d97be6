package io.howdah.runtime.reload;

import io.howdah.observe.AdvisoryHealthCheck;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Down while Howdah rejects changed files. The application runs with the former files, so liveness and readiness ignore this check. */
public final class ReloadHealthCheck extends AdvisoryHealthCheck {

    private final Supplier<String> pending;

    /** Creates the check; {@code pending} returns why the files are rejected, or "". */
    public ReloadHealthCheck(Supplier<String> pending) {
        super("reload");
        this.pending = pending;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String reason = pending.get();
        if (reason.isEmpty()) {
            builder.up();
        } else {
            builder.message("Howdah rejects the changed files and runs the former ones, "
                            + reason.replace(System.lineSeparator(), "; "))
                    .down();
        }
    }
}
