package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.push.channel.NotificationSteps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.ExchangeHelper;

/**
 * Replaces every endpoint that Camel marks as remote by a stub, so a case reads nothing from it and sends nothing to it. Only the
 * writes of ingest routes go to the real database. Serves one case at a time.
 */
final class RemoteEndpoints implements EndpointStrategy {

    private static final String ERROR_HEADER = "howdah.error.message";

    private final List<String> deadLetters = new CopyOnWriteArrayList<>();
    private final List<JsonNode> payloads = new CopyOnWriteArrayList<>();
    private final List<String> unanswered = new CopyOnWriteArrayList<>();
    private volatile Answers answers = Answers.NONE;
    private volatile Set<String> templated = Set.of();

    /** Sets the routes that are made from Howdah's templates; what they send needs no answer. */
    void setTemplated(Set<String> routeIds) {
        templated = routeIds;
    }

    /** Starts a case. */
    void begin(Answers given) {
        answers = given;
        deadLetters.clear();
        payloads.clear();
        unanswered.clear();
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        return endpoint.isRemote() && !(endpoint instanceof StubEndpoint) ? new StubEndpoint(endpoint, this) : endpoint;
    }

    /** Returns the reasons of the dead letters since the last call. */
    List<String> takeDeadLetters() {
        List<String> taken = List.copyOf(deadLetters);
        deadLetters.clear();
        return taken;
    }

    /** Returns the payloads that notify routes have sent since the last call. */
    List<JsonNode> takePayloads() {
        List<JsonNode> taken = List.copyOf(payloads);
        payloads.clear();
        return taken;
    }

    /** Returns the steps that needed an answer that the case does not have. */
    List<String> unanswered() {
        return unanswered.stream().distinct().toList();
    }

    /** Returns whether an exchange goes to the real endpoint: an ingest route stores its batch. */
    boolean isStore(Exchange exchange, String scheme) {
        return scheme.equals("mongodb") && templated.contains(ExchangeHelper.getRouteId(exchange));
    }

    /** Receives what a step sends to an endpoint. */
    void send(Exchange exchange, String scheme) throws Exception {
        if (templated.contains(ExchangeHelper.getRouteId(exchange))) {
            if (scheme.equals("vertx-websocket")) {
                NotificationSteps.shown(exchange.getMessage()).ifPresent(payloads::add);
                return;
            }
            List<String> reasons = reasons(exchange);
            if (scheme.equals("kafka") && !reasons.isEmpty()) {
                deadLetters.addAll(reasons);
                return;
            }
        }
        String step = StepMark.of(exchange);
        Optional<Answer> answer = answers.of(step);
        if (answer.isEmpty()) {
            unanswered.add(step);
            throw new GoldenException("step " + step + " (" + scheme + ":) calls a remote endpoint and has no answer");
        }
        answer.get().to(exchange, step);
    }

    /** Returns the reasons of a batch of dead letters; its body is a list of exchanges. */
    private static List<String> reasons(Exchange exchange) {
        List<String> reasons = new ArrayList<>();
        if (exchange.getMessage().getBody() instanceof List<?> batch) {
            for (Object each : batch) {
                if (each instanceof Exchange letter
                        && letter.getMessage().getHeader(ERROR_HEADER) instanceof byte[] reason) {
                    reasons.add(new String(reason, StandardCharsets.UTF_8));
                }
            }
        }
        return reasons;
    }
}
