package io.howdah.config;

import java.time.Duration;
import java.util.Set;

/**
 * Settings of ingest.
 *
 * @param batchSize maximum records in one bulk write
 * @param maxRecordBytes maximum size of a record's value; a larger one goes to the dead-letter topic
 * @param tombstoneTtl how long Howdah remembers a deleted key, so that a late older event does not restore it
 * @param maxFuture how far in the future a version that is a time may be
 * @param maxBackoff maximum backoff of a batch
 * @param maxBatchTime how long a batch may take, without the backoff before its retry, before health reports its consumer
 * @param dlqMaxRatio share of dead letters among the last 1000 records above which Howdah pauses the model, from 0 to 1
 * @param acceptedModels models that may start although their stored documents do not match the SDL, until a rebuild
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
