package io.howdah.runtime.reload;

import io.howdah.observe.AdvisoryHealthCheck;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Down while files of the application wait to be mended. The application goes on as it was: it is no matter of liveness or readiness. */
public final class ReloadHealthCheck extends AdvisoryHealthCheck {

    private final Supplier<String> pending;

    /** Makes it; {@code pending} tells what is wrong with the files, or "". */
    public ReloadHealthCheck(Supplier<String> pending) {
        super("reload");
        this.pending = pending;
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
