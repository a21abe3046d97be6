package io.howdah;

import io.howdah.format.RecordFormats;

/**
 * Makes a route's format while the route is made, so that a wrong one stops the start: {@code {{recordformat:avro
 * schemas/ride.avsc}}}.
 */
public final class RecordFormatProperties extends RegistryFunction {

    /** Camel makes it. */
    public RecordFormatProperties() {}

    @Override
    public String getName() {
        return "recordformat";
    }

    @Override
    public String apply(String remainder) {
        String[] format = remainder.strip().split("\\s+", 2);
        RecordFormats formats = bean(RecordFormats.class);
        return formats.require(format[0], format.length == 1 ? "" : format[1]);
    }
}
