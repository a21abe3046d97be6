package io.howdah.push;

import io.howdah.http.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;

/**
 * HTTP response for a client that is refused.
 *
 * @param status HTTP status, 400 or more
 * @param detail one sentence for a person
 */
public record Refusal(int status, String detail) {
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    /** Fixed, as it is unknown when one of the client's own connections ends. */
    private static final String RETRY_SECONDS = "5";

    /**
     * Returns the edge route's decision. The route refuses by failing, even if an error handler has handled the
     * failure, or by setting {@code CamelHttpResponseCode} to 400 or more, with an optional sentence in the body.
     */
    public static Optional<Refusal> of(Exchange exchange) {
        Integer code = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        boolean coded = code != null && code >= 400 && code <= 599;
        if (exchange.isFailed() || exchange.isRollbackOnly() || ExchangeHelper.isFailureHandled(exchange)) {
            return Optional.of(new Refusal(coded ? code : FORBIDDEN, "The subscription is refused."));
        }
        if (!coded) {
            return Optional.empty();
        }
        return exchange.getMessage().getBody() instanceof String sentence
                ? Optional.of(new Refusal(code, sentence))
                : Optional.of(new Refusal(code, "The subscription is refused."));
    }

    /** Sends the response; does nothing if it has already started. */
    public void send(HttpServerResponse response) {
        if (status == TOO_MANY && !response.headWritten()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        Problem.send(response, status, detail);
    }
}
