package io.howdah.http;

import java.util.Locale;

/** A port that the process was told to listen on cannot be had; its message is one line with the setting and the cure. */
public final class PortUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortUnavailableException(String setting, String host, int port, Throwable cause) {
        super(
                "%s=%d: cannot listen on %s:%d (%s); stop what uses the port, or set %s (%s) to a free one"
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
