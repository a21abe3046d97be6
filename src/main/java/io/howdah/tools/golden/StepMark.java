package io.howdah.tools.golden;

import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Marks an exchange with the step that sends it. Camel's own mark is missing on the copy that a wire tap sends. */
final class StepMark implements InterceptStrategy {

    private static final String PROPERTY = "HowdahGoldenStep";

    /** Returns the id of the step that sends an exchange, or an empty string if no step sends it. */
    static String of(Exchange exchange) {
        return Optional.ofNullable(exchange.getExchangeExtension().getHistoryNodeId())
                .or(() -> Optional.ofNullable(exchange.getProperty(PROPERTY, String.class)))
                .orElse("");
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        if (!(definition instanceof ToDynamicDefinition)) {
            return target;
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                exchange.setProperty(PROPERTY, definition.getId());
                return super.process(exchange, callback);
            }
        };
    }
}
