package io.howdah.ingest;

import io.howdah.ingest.SourceRecord.Position;
import java.util.Set;

/**
 * Outcome of a batch. The sum of the numbers is the number of records, except for rejected {@code forgotten} ones.
 *
 * @param applied records whose documents were written
 * @param collapsed records that a newer one of the same batch and key replaced
 * @param stale records that were not newer than the stored document
 * @param deadLettered records that went to the dead-letter topic
 * @param forgotten records that may undo a deletion, if the {@link IngestTarget} reports or rejects them
 */
public record IngestOutcome(int applied, int collapsed, int stale, int deadLettered, Set<Position> forgotten) {}
