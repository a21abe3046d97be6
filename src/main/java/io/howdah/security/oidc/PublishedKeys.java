package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Loads the keys that an issuer publishes, at the address in its metadata (OpenID Connect Discovery 1.0). */
final class PublishedKeys implements KeySource {

    private static final String METADATA = "/.well-known/openid-configuration";

    private final URI issuer;
    private final IssuerClient client;

    PublishedKeys(URI issuer, IssuerClient client) {
        this.issuer = issuer;
        this.client = client;
    }

    @Override
    public CompletableFuture<List<SigningKey>> load() {
        String base = issuer.toString();
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        URI metadata = URI.create(base + METADATA);
        return client.get(metadata)
                .thenApply(document -> keysAddress(metadata, document))
                .thenCompose(address -> client.get(address).thenApply(set -> keys(address, set)));
    }

    private URI keysAddress(URI metadata, JsonNode document) {
        String name = document.path("issuer").asText();
        if (!name.equals(issuer.toString())) {
            throw failure(metadata + ": the issuer's name is \"" + name
                    + "\"; set howdah.auth.issuer to exactly this name, including a slash at its end if it has one");
        }
        String text = document.path("jwks_uri").asText();
        try {
            URI address = new URI(text);
            // As safe as the issuer's own address: unencrypted only on this machine.
            boolean safe = "https".equals(address.getScheme())
                    || ("http".equals(issuer.getScheme())
                            && issuer.getHost().equals(address.getHost())
                            && "http".equals(address.getScheme()));
            if (safe && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Rejected below.
        }
        throw failure(
                metadata + ": jwks_uri=" + text + " is not an https address; keys are read only from such addresses");
    }

    private static List<SigningKey> keys(URI address, JsonNode set) {
        try {
            return JwkSets.keys(set);
        } catch (IOException e) {
            throw failure(address + ": " + e.getMessage());
        }
    }

    private static CompletionException failure(String message) {
        return new CompletionException(new IOException(message));
    }
}
