/** From a record's value to what a transform reads: JSON, CloudEvents, Avro, and Avro whose schema is in a registry. */
@NullMarked
package io.howdah.ingest.format;

import org.jspecify.annotations.NullMarked;
