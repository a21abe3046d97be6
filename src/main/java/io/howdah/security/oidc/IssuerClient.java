package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends HTTP requests to issuers without blocking threads. It follows no redirects, because only configured addresses are trusted. */
final class IssuerClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int OK = 200;

    private final HttpClient client;

    /** Thrown for a response with another status than 200. */
    static final class StatusException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        private StatusException(URI url, int status) {
            super(url + ": it responds with status " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * Creates a client.
     *
     * @param caFile CA certificates in addition to those of the JDK
     * @throws IOException if the file cannot be read
     * @throws GeneralSecurityException if the file contains no valid certificates
     */
    IssuerClient(Optional<Path> caFile) throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        if (caFile.isPresent()) {
            builder.sslContext(Trust.withJdk(caFile.get()));
        }
        this.client = builder.build();
    }

    /** Returns the JSON object at an address; fails with an {@link IOException} that has the address and the reason. */
    CompletableFuture<JsonNode> get(URI url) {
        return send(url, HttpRequest.newBuilder(url).GET());
    }

    /** Sends a request and returns the JSON object of the response; fails like {@link #get}. */
    CompletableFuture<JsonNode> send(URI url, HttpRequest.Builder request) {
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(
                request.header("Accept", "application/json").timeout(TIMEOUT).build(),
                head -> new BoundedBody(MAX_BYTES));
        // The timeout of the request covers only the head of the response.
        return exchange.copy()
                .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    if (failure != null) {
                        exchange.cancel(true);
                        throw new CompletionException(new IOException(url + ": " + reason(failure), failure));
                    }
                    return read(url, response);
                });
    }

    private static JsonNode read(URI url, HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            throw new CompletionException(new StatusException(url, response.statusCode()));
        }
        try {
            return StrictJson.object(response.body());
        } catch (IOException e) {
            throw new CompletionException(new IOException(url + ": the response is not a JSON object", e));
        }
    }

    /** Returns a short reason of a failure. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return "no response within " + TIMEOUT.toSeconds() + " s";
        }
        if (cause instanceof ConnectException) {
            return "the connection failed";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
