/** Kafka clients of the server: connection, consumers, polls, lag and topic metadata. */
@NullMarked
package io.howdah.ingest.kafka;

import org.jspecify.annotations.NullMarked;
