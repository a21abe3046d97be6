package io.howdah.security.oidc;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where the keys of one issuer come from. */
@FunctionalInterface
interface KeySource {

    /** Return its present keys; it fails with an {@link java.io.IOException} that tells people why there are none. */
    CompletableFuture<List<SigningKey>> load();
}
