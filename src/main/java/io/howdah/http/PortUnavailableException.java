package io.howdah.http;

import java.util.Locale;

/** Thrown when the process cannot listen on a configured port. The message is one line with the setting and the fix. */
public final class PortUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortUnavailableException(String setting, String host, int port, Throwable cause) {
        super(
                "%s=%d: cannot listen on %s:%d (%s); stop the process that uses the port, or set %s (%s) to a free port"
                        .formatted(setting, port, host, port, reason(cause), setting, variable(setting)),
                cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
