/** The dev profile: Kafka and MongoDB inside the process, and the demo's domain services. */
@NullMarked
package io.howdah.dev;

import org.jspecify.annotations.NullMarked;
