package io.howdah.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Camel's launcher with a context that exists before the start, so that constructors can take it. Camel 4.17.0 creates the context
 * during the start; until then this one is empty and neither built nor configured.
 */
public final class CamelMain extends Main {

    private final CamelContext context = super.createCamelContext();

    /**
     * Installs no shutdown hook: {@link RunningProcess} stops what a signal ends. Camel 4.17.0 never removes its own hook, and the
     * hook would keep this launcher and every bean of a stopped application in memory until the JVM ends.
     */
    public CamelMain() {
        setShutdownStrategy(new SimpleMainShutdownStrategy());
    }

    /** Returns the context, which starts with this launcher. */
    public CamelContext context() {
        return context;
    }

    @Override
    protected CamelContext createCamelContext() {
        return context;
    }
}
