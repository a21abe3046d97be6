package io.howdah.config;

import java.time.Duration;
import java.util.Set;

/**
 * What a record may be, and what ingest does when something is wrong.
 *
 * @param batchSize most records in one bulk write
 * @param maxRecordBytes the largest value that is ingested; a larger one goes to the dead-letter topic
 * @param tombstoneTtl how long a deleted key is remembered, so that a late older event does not bring it back
 * @param maxFuture how far a version that is a time may lie in the future
 * @param maxBackoff the longest wait between two tries of a batch
 * @param maxBatchTime how long a batch may take, without the wait before its retry, until health reports its consumer
 * @param dlqMaxRatio the share of dead letters among the last 1000 records over which a model is paused, from 0 to 1
 * @param acceptedModels the models that may be started while their documents are of another SDL, until they are rebuilt
 */
public record IngestSettings(
        int batchSize,
        int maxRecordBytes,
        Duration tombstoneTtl,
        Duration maxFuture,
        Duration maxBackoff,
        Duration maxBatchTime,
        double dlqMaxRatio,
        Set<String> acceptedModels) {}
