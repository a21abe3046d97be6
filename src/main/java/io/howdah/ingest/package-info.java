/** From a batch of Kafka records to a guarded bulk write, dead letters and the commit. */
@NullMarked
package io.howdah.ingest;

import org.jspecify.annotations.NullMarked;
