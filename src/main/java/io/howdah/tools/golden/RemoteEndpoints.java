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
 * What is outside of the process, as far as a case is concerned: every endpoint that Camel knows as remote is replaced, so that
 * nothing is read from it or sent to it. Only what an ingest route stores goes to the database. One case at a time.
 */
final class RemoteEndpoints implements EndpointStrategy {

    private static final String REASON = "howdah.error.message";

    private final List<String> letters = new CopyOnWriteArrayList<>();
    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final List<String> unanswered = new CopyOnWriteArrayList<>();
    private volatile Answers answers = Answers.NONE;
    private volatile Set<String> templated = Set.of();

    /** Says which routes are made of the shipped templates: what they send needs no answer. */
    void templated(Set<String> routeIds) {
        templated = routeIds;
    }

    /** Begins a case. */
    void begin(Answers given) {
        answers = given;
        letters.clear();
        frames.clear();
        unanswered.clear();
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        return endpoint.isRemote() && !(endpoint instanceof StubEndpoint) ? new StubEndpoint(endpoint, this) : endpoint;
    }

    /** Return the reasons of the dead letters since this was asked last. */
    List<String> takeLetters() {
        List<String> taken = List.copyOf(letters);
        letters.clear();
        return taken;
    }

    /** Return what notify routes have sent since this was asked last. */
    List<JsonNode> takeFrames() {
        List<JsonNode> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    /** Return the steps that asked for an answer that the case does not have. */
    List<String> unanswered() {
        return unanswered.stream().distinct().toList();
    }

    /** Whether an exchange is to go where it was sent to: an ingest route stores its batch. */
    boolean isStore(Exchange exchange, String scheme) {
        return scheme.equals("mongodb") && templated.contains(ExchangeHelper.getRouteId(exchange));
    }

    /** Takes what was sent to an endpoint. */
    void send(Exchange exchange, String scheme) throws Exception {
        if (templated.contains(ExchangeHelper.getRouteId(exchange))) {
            if (scheme.equals("vertx-websocket")) {
                NotificationSteps.shown(exchange.getMessage()).ifPresent(frames::add);
                return;
            }
            List<String> reasons = reasons(exchange);
            if (scheme.equals("kafka") && !reasons.isEmpty()) {
                letters.addAll(reasons);
                return;
            }
        }
        String step = StepMark.of(exchange);
        Optional<Answer> answer = answers.of(step);
        if (answer.isEmpty()) {
            unanswered.add(step);
            throw new GoldenException("step " + step + " (" + scheme + ":) goes outside and has no answer");
        }
        answer.get().to(exchange, step);
    }

    /** The body of a batch of dead letters is a list of exchanges. */
    private static List<String> reasons(Exchange exchange) {
        List<String> reasons = new ArrayList<>();
        if (exchange.getMessage().getBody() instanceof List<?> batch) {
            for (Object each : batch) {
                if (each instanceof Exchange letter && letter.getMessage().getHeader(REASON) instanceof byte[] reason) {
                    reasons.add(new String(reason, StandardCharsets.UTF_8));
                }
            }
        }
        return reasons;
    }
}
