package io.howdah.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * Camel's launcher with a context that exists before the start, so that constructors can take it. Camel 4.17.0 creates the context
 * during the start; until then this one is empty and neither built nor configured.
 */
public final class CamelMain extends Main {

    private final CamelContext context = super.createCamelContext();

    /** Returns the context, which starts with this launcher. */
    public CamelContext context() {
        return context;
    }

    @Override
    protected CamelContext createCamelContext() {
        return context;
    }
}
