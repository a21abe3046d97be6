package io.howdah.runtime;

import io.howdah.ingest.format.RecordFormats;

/**
 * Placeholder {@code {{recordformat:avro schemas/ride.avsc}}}: the id of a route's format. An unknown format or a missing schema stops the
 * start.
 */
public final class RecordFormatProperties extends RegistryFunction {

    /** Called by Camel. */
    public RecordFormatProperties() {}

    @Override
    public String getName() {
        return "recordformat";
    }

    @Override
    public String apply(String remainder) {
        return resolve(bean(RecordFormats.class), remainder);
    }

    /**
     * Returns the id of the format.
     *
     * @throws IllegalArgumentException if there is no such format, or its schema is missing or broken
     */
    static String resolve(RecordFormats formats, String remainder) {
        String[] format = remainder.strip().split("\\s+", 2);
        return formats.require(format[0], format.length == 1 ? "" : format[1]);
    }
}
