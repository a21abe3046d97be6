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

/** Asks issuers over HTTP, without a thread that waits. It follows no redirects: whom to trust is said in the settings. */
final class IssuerClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER = 1024 * 1024;
    private static final int OK = 200;

    private final HttpClient client;

    /** An issuer answers with another status than 200. */
    static final class StatusException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        private StatusException(URI url, int status) {
            super(url + ": it answers with status " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * Makes the client.
     *
     * @param caFile certificates to trust beside those of the JDK
     * @throws IOException if the file cannot be read
     * @throws GeneralSecurityException if what it holds are no certificates
     */
    IssuerClient(Optional<Path> caFile) throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        if (caFile.isPresent()) {
            builder.sslContext(Trust.besideTheJdks(caFile.get()));
        }
        this.client = builder.build();
    }

    /** Return the JSON object at an address; it fails with an {@link IOException} that names the address and the reason. */
    CompletableFuture<JsonNode> get(URI url) {
        return send(url, HttpRequest.newBuilder(url).GET());
    }

    /** Return the JSON object that a request to an address is answered with; it fails as {@link #get}. */
    CompletableFuture<JsonNode> send(URI url, HttpRequest.Builder request) {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request.header("Accept", "application/json").timeout(TIMEOUT).build(),
                head -> new BoundedBody(MAX_ANSWER));
        // The request's own time-out ends with the answer's head.
        return answer.copy()
                .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    if (failure != null) {
                        answer.cancel(true);
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
            throw new CompletionException(new IOException(url + ": the answer is no JSON object", e));
        }
    }

    /** Return a failure's reason in a few words, of the first cause that tells one. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return "no answer within " + TIMEOUT.toSeconds() + " s";
        }
        if (cause instanceof ConnectException) {
            return "it cannot be connected to";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
