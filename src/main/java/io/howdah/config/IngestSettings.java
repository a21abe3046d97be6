package io.howdah.config;

import java.time.Duration;

/**
 * What a record may be.
 *
 * @param maxRecordBytes the largest value that is ingested; a larger one goes to the dead-letter topic
 * @param tombstoneTtl how long a deleted key is remembered, so that a late older event does not bring it back
 */
public record IngestSettings(int maxRecordBytes, Duration tombstoneTtl) {}
