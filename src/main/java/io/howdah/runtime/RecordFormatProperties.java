package io.howdah.runtime;

import io.howdah.ingest.format.RecordFormats;

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
        return answer(bean(RecordFormats.class), remainder);
    }

    /**
     * Makes the format, unless it is made already, and returns its name.
     *
     * @throws IllegalArgumentException if it cannot be made
     */
    static String answer(RecordFormats formats, String remainder) {
        String[] format = remainder.strip().split("\\s+", 2);
        return formats.require(format[0], format.length == 1 ? "" : format[1]);
    }
}
