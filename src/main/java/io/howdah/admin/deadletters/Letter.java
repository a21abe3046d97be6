package io.howdah.admin.deadletters;

import io.howdah.ingest.SourceRecord.Position;
import java.time.Instant;

/**
 * Summary of all dead letters of a record, without key, value and headers, so that many fit in memory.
 *
 * @param id identity of the dead letters
 * @param location position of the last dead letter in the dead-letter topic
 * @param attempts number of failures of the record
 * @param first time of the first failure
 * @param last time of the last failure
 * @param time the record's own timestamp, which differs from the one of a record with the same position before the topic was
 *     recreated
 * @param error class of the last exception
 * @param bytes size of the last dead letter
 * @param matches whether the last dead letter matches the query
 */
record Letter(
        LetterId id,
        Position location,
        int attempts,
        Instant first,
        Instant last,
        Instant time,
        String error,
        int bytes,
        boolean matches) {}
