/** In-memory MongoDB replica set with one member inside this process, for the dev profile and the tests. */
@NullMarked
package io.howdah.dev.mongo;

import org.jspecify.annotations.NullMarked;
