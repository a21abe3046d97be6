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

/** The steps of an application's routes, and what they remember from one record to the next. */
final class Steps {

    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CamelContext context;
    private final ProducerTemplate template;
    private final List<ResilienceProcessor> breakers = new ArrayList<>();

    /** Looks through the routes of a context that has started. */
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

    /** Return the ids of all steps. */
    @SuppressWarnings("rawtypes") // as Camel has it
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

    /** Waits for what steps do beside the record, such as a wire tap; not for long, as what never ends is no part of a case. */
    void settle() {
        var unused = Pause.until(() -> context.getInflightRepository().size() == 0, LOOK, PATIENCE);
    }

    /** Lets them forget, so that a case does not depend on those before it: caches, circuit breakers, what was seen already. */
    void forget() {
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
