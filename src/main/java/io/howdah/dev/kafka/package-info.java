/** Apache Kafka broker inside this process, for the dev profile and the tests. */
@NullMarked
package io.howdah.dev.kafka;

import org.jspecify.annotations.NullMarked;
