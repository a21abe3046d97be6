package io.howdah.tools.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private static final long LOOK_MS = 1;
    private static final long PATIENCE_MS = 5_000;

    private final CountDownLatch never = new CountDownLatch(1);
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
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        try {
            while (context.getInflightRepository().size() > 0 && System.nanoTime() < end) {
                var unused = never.await(LOOK_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
