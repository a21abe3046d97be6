package io.howdah.config;

import java.net.URI;
import java.util.Optional;

/**
 * Settings of the schema registry.
 *
 * @param url its base address, without a slash at the end; empty if there is no registry
 * @param authorization the value of its {@code Authorization} header
 */
public record SchemaRegistrySettings(Optional<URI> url, Optional<String> authorization) {

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return "SchemaRegistrySettings[url=" + url + "]";
    }
}
