package io.howdah.oracle;

import java.math.BigDecimal;

/**
 * A write to the database, as its change stream shows it.
 *
 * @param number its position in the order of all changes
 * @param collection where it was
 * @param key the document's key as events show it, or null for a switch to another collection
 * @param mark the state of the document, 0 where there is none
 * @param partMark the state of its part, 0 where there is none
 * @param version the order of the document's version, or null
 * @param isPresent whether the document is there, and no tombstone
 * @param operation what the stream calls it
 * @param revision the document's revision, 0 where it has none
 * @param switchedTo the collection that the model has from here on, or null
 */
record Change(
        int number,
        String collection,
        String key,
        long mark,
        long partMark,
        BigDecimal version,
        boolean isPresent,
        String operation,
        long revision,
        String switchedTo) {}
