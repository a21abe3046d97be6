package io.howdah.security.oidc;

import java.io.IOException;
import java.net.URI;

/** An issuer answers, and not with what it was asked for. */
final class StatusException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    StatusException(URI url, int status) {
        super(url + ": it answers with status " + status);
        this.status = status;
    }

    int status() {
        return status;
    }
}
