package io.howdah.ingest;

/**
 * What became of a batch's records; their sum is the number of records.
 *
 * @param applied records whose documents were written
 * @param collapsed records that a newer one of the same batch and key made needless
 * @param stale records that were not newer than what is stored
 * @param deadLettered records that went to the dead-letter topic
 */
public record IngestOutcome(int applied, int collapsed, int stale, int deadLettered) {}
