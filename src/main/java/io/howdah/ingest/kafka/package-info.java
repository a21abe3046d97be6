/** How every Kafka client of this process connects, what it does while the brokers refuse, and how it stops. */
@NullMarked
package io.howdah.ingest.kafka;

import org.jspecify.annotations.NullMarked;
