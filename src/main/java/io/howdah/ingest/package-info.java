/** Guarded ingest: from a batch of Kafka records to a conditional bulk write, dead letters and the offset commit. */
@NullMarked
package io.howdah.ingest;

import org.jspecify.annotations.NullMarked;
