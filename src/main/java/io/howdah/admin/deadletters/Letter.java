package io.howdah.admin.deadletters;

import io.howdah.ingest.SourceRecord.Position;
import java.time.Instant;

/**
 * All dead letters about the same record as one, without key, value and headers, so that many fit in memory.
 *
 * @param id what they are about
 * @param location where the last of them stands in the dead-letter topic
 * @param attempts how often the record failed
 * @param first when it failed first
 * @param last when it failed last
 * @param time the record's own timestamp, which tells it from one that stood there before the topic was made again
 * @param error the class of the last failure
 * @param bytes the size of the last one
 * @param matches whether the last one is among those that are looked for
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
