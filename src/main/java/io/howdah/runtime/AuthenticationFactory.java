package io.howdah.runtime;

import io.howdah.config.AuthSettings;
import io.howdah.security.Authentication;

/** Makes what finds out who sends a request: another one for each command. */
@FunctionalInterface
public interface AuthenticationFactory {

    /** Return it. */
    Authentication of(AuthSettings settings);
}
