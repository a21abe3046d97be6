package io.howdah.dev;

/** The key of the dev profile's issuer is not to be had. The message is for a person. */
public final class DevIssuerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DevIssuerException(String message) {
        super(message);
    }
}
