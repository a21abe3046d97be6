package io.howdah.tools.golden;

import io.howdah.timing.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.component.caffeine.cache.CaffeineCacheEndpoint;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.IdempotentRepository;

/** The steps of an application's routes, and the state that they keep between records. */
final class Steps {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(1);
    private static final Duration MAX_SETTLE_TIME = Duration.ofSeconds(5);

    private final CamelContext context;
    private final ProducerTemplate template;
    private final List<ResilienceProcessor> breakers = new ArrayList<>();

    /** Collects the steps of a started context. */
    Steps(CamelContext context) {
        this.context = context;
        this.template = context.createProducerTemplate();
        for (Route route : context.getRoutes()) {
            route.filter("*").stream()
                    .filter(ResilienceProcessor.class::isInstance)
                    .map(ResilienceProcessor.class::cast)
                    .forEach(breakers::add);
        }
    }

    /** Returns the ids of all steps. */
    @SuppressWarnings("rawtypes") // raw in Camel's API
    Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
            for (ProcessorDefinition step :
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
                if (step.getId() != null) {
                    ids.add(step.getId());
                }
            }
        }
        return ids;
    }

    /** Waits a short time for asynchronous work of steps, such as a wire tap. Work that never ends does not belong to a case. */
    void settle() {
        var unused = Pause.until(() -> context.getInflightRepository().size() == 0, POLL_INTERVAL, MAX_SETTLE_TIME);
    }

    /** Resets caches, circuit breakers and idempotent repositories, so a case does not depend on the cases before it. */
    void reset() {
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof CaffeineCacheEndpoint) {
                template.sendBodyAndHeader(
                        endpoint, "", CaffeineConstants.ACTION, CaffeineConstants.ACTION_INVALIDATE_ALL);
            }
        }
        breakers.forEach(ResilienceProcessor::transitionToCloseState);
        context.getRegistry().findByType(IdempotentRepository.class).forEach(IdempotentRepository::clear);
    }
}
