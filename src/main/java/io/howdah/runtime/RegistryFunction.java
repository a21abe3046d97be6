package io.howdah.runtime;

import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

/** A placeholder function with a value from a bean. Camel finds it by its name under {@code META-INF/services}. */
abstract class RegistryFunction implements PropertiesFunction, CamelContextAware {

    private @Nullable CamelContext camelContext;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    /** Returns the only bean of a type. */
    <T> T bean(Class<T> type) {
        return Objects.requireNonNull(camelContext).getRegistry().findSingleByType(type);
    }
}
