package io.howdah.runtime;

import io.howdah.config.AuthSettings;
import io.howdah.security.Authentication;

/** Creates the authentication of requests. Each command has its own. */
@FunctionalInterface
public interface AuthenticationFactory {

    /** Creates the authentication for these settings. */
    Authentication of(AuthSettings settings);
}
