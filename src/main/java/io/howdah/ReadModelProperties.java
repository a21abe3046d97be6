package io.howdah;

import io.howdah.model.ReadModels;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets a route ask the SDL: {@code {{readmodel:Ride.collection}}} is the collection of the model {@code Ride}, so that
 * nothing that the SDL says is said again in a route. Camel finds it by its name under {@code META-INF/services}.
 */
public final class ReadModelProperties implements PropertiesFunction, CamelContextAware {

    private static final String COLLECTION = ".collection";

    private @Nullable CamelContext camelContext;

    /** Camel makes it. */
    public ReadModelProperties() {}

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public String getName() {
        return "readmodel";
    }

    @Override
    public String apply(String remainder) {
        if (!remainder.endsWith(COLLECTION)) {
            throw new IllegalArgumentException(
                    "{{readmodel:" + remainder + "}} must be of the form {{readmodel:<Type>.collection}}");
        }
        ReadModels models = Objects.requireNonNull(camelContext).getRegistry().findSingleByType(ReadModels.class);
        return models.get(remainder.substring(0, remainder.length() - COLLECTION.length()))
                .collection();
    }
}
