package io.howdah;

import io.howdah.format.RecordFormats;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a route's format while the route is made, so that a wrong one stops the start: {@code {{recordformat:avro
 * schemas/ride.avsc}}}. Camel finds it by its name under {@code META-INF/services}.
 */
public final class RecordFormatProperties implements PropertiesFunction, CamelContextAware {

    private @Nullable CamelContext camelContext;

    /** Camel makes it. */
    public RecordFormatProperties() {}

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
        return "recordformat";
    }

    @Override
    public String apply(String remainder) {
        String[] format = remainder.strip().split("\\s+", 2);
        RecordFormats formats =
                Objects.requireNonNull(camelContext).getRegistry().findSingleByType(RecordFormats.class);
        return formats.require(format[0], format.length == 1 ? "" : format[1]);
    }
}
