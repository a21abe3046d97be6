package io.howdah.security.oidc;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Loads the keys of one issuer. */
@FunctionalInterface
interface KeySource {

    /** Returns the current keys; fails with an {@link java.io.IOException} with a message for people. */
    CompletableFuture<List<SigningKey>> load();
}
