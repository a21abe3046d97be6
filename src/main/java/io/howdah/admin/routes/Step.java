package io.howdah.admin.routes;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/**
 * Step of a route.
 *
 * @param depth number of steps around it
 * @param id id of the step, empty if it has none
 * @param kind Camel's name for the step, with its language, endpoint or bean
 * @param uri the endpoint that the step calls, empty if it calls none
 * @param location source location, empty if it is not known
 */
public record Step(int depth, String id, String kind, String uri, String location) {

    /** Returns the steps of a route in their order, including nested steps. */
    public static List<Step> of(CamelContext context, RouteDefinition route) {
        List<Step> steps = new ArrayList<>();
        add(context, route, route.getOutputs(), 0, steps);
        return steps;
    }

    private static void add(
            CamelContext context,
            RouteDefinition route,
            List<ProcessorDefinition<?>> definitions,
            int depth,
            List<Step> steps) {
        for (ProcessorDefinition<?> definition : definitions) {
            String uri = uri(definition);
            String plain = uri.isEmpty() ? "" : Uris.plain(context, route, uri);
            steps.add(new Step(
                    depth,
                    definition.getId() == null ? "" : definition.getId(),
                    kind(definition, plain),
                    plain,
                    SourceLocations.of(definition)));
            add(context, route, definition.getOutputs(), depth + 1, steps);
            if (definition instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
                add(context, route, breaker.getOnFallback().getOutputs(), depth + 1, steps);
            }
        }
    }

    private static String uri(ProcessorDefinition<?> definition) {
        String uri = null;
        if (definition instanceof EndpointRequiredDefinition endpoint) {
            uri = endpoint.getEndpointUri();
        } else if (definition instanceof ToDynamicDefinition dynamic) {
            uri = dynamic.getUri();
        }
        return uri == null ? "" : uri;
    }

    private static String kind(ProcessorDefinition<?> definition, String uri) {
        String name = definition.getShortName();
        if (!uri.isEmpty()) {
            return name + " " + uri;
        }
        if (definition instanceof BeanDefinition bean) {
            String target = bean.getRef() != null
                    ? bean.getRef()
                    : bean.getBeanClass() != null ? bean.getBeanClass().getName() : String.valueOf(bean.getBeanType());
            return name + " " + target.substring(target.lastIndexOf('.') + 1)
                    + (bean.getMethod() == null ? "" : "." + bean.getMethod());
        }
        if (definition instanceof ExpressionNode node
                && node.getExpression() != null
                && node.getExpression().getLanguage() != null) {
            return name + " (" + node.getExpression().getLanguage() + ")";
        }
        return name;
    }
}
