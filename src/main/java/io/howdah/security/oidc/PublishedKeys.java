package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The keys that an issuer publishes, where its metadata says (OpenID Connect Discovery 1.0). */
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
                .thenApply(said -> keysAddress(metadata, said))
                .thenCompose(address -> client.get(address).thenApply(set -> keys(address, set)));
    }

    private URI keysAddress(URI metadata, JsonNode said) {
        String name = said.path("issuer").asText();
        if (!name.equals(issuer.toString())) {
            throw failure(metadata + ": the issuer calls itself \"" + name
                    + "\"; howdah.auth.issuer must be exactly that, with or without a slash at its end");
        }
        String text = said.path("jwks_uri").asText();
        try {
            URI address = new URI(text);
            // As safe as the issuer's own address: in clear text on this machine alone.
            boolean safe = "https".equals(address.getScheme())
                    || ("http".equals(issuer.getScheme())
                            && issuer.getHost().equals(address.getHost())
                            && "http".equals(address.getScheme()));
            if (safe && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Refused below.
        }
        throw failure(metadata + ": jwks_uri=" + text + " is no https address, and keys are taken from none else");
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
