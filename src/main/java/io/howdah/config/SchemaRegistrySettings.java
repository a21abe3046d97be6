package io.howdah.config;

import java.net.URI;
import java.util.Optional;

/**
 * The registry of Avro schemas.
 *
 * @param url where its paths begin, without a slash at the end, or nothing where there is no registry
 * @param authorization the value of the header {@code Authorization} for it
 */
public record SchemaRegistrySettings(Optional<URI> url, Optional<String> authorization) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "SchemaRegistrySettings[url=" + url + "]";
    }
}
