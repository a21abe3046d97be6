package io.howdah;

import io.howdah.config.AuthSettings;
import io.howdah.security.Authentication;

/** Makes what finds out who sends a request: another one for each command. */
@FunctionalInterface
interface AuthenticationFactory {

    /** Return it. */
    Authentication of(AuthSettings settings);
}
