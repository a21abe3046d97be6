/** Decoders of record values: JSON, CloudEvents, Avro, and Avro with a schema registry. */
@NullMarked
package io.howdah.ingest.format;

import org.jspecify.annotations.NullMarked;
