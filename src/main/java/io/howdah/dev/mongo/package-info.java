/** A MongoDB replica set of one member in this process, in memory, for the dev profile and the tests. */
@NullMarked
package io.howdah.dev.mongo;

import org.jspecify.annotations.NullMarked;
