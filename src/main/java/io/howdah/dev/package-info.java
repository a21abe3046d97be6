/** The dev profile: embedded Kafka and MongoDB, the dev issuer, and the demo's domain services. */
@NullMarked
package io.howdah.dev;

import org.jspecify.annotations.NullMarked;
