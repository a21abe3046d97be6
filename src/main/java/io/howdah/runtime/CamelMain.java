package io.howdah.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Camel's launcher with a context that exists before the start, so that constructors can use it. Camel 4.17.0 creates the context
 * during the start. Until then, this context is empty and neither built nor configured.
 */
public final class CamelMain extends Main {

    private final CamelContext context = super.createCamelContext();

    /**
     * Creates the launcher without a shutdown hook: {@link RunningProcess} handles signals. Camel 4.17.0 never removes its own hook, which
     * would keep this launcher and every bean of a stopped application in memory until the JVM ends.
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
