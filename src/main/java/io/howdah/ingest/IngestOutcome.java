package io.howdah.ingest;

import io.howdah.ingest.SourceRecord.Place;
import java.util.Set;

/**
 * What became of a batch's records; the sum of the numbers is the number of records, except those that were left out.
 *
 * @param applied records whose documents were written
 * @param collapsed records that a newer one of the same batch and key made needless
 * @param stale records that were not newer than what is stored
 * @param deadLettered records that went to the dead-letter topic
 * @param forgotten records that may undo a deletion, if the {@link IngestTarget} is to report them or leave them out
 */
public record IngestOutcome(int applied, int collapsed, int stale, int deadLettered, Set<Place> forgotten) {}
