/** Stores documents: the read models' collections, the pointers to them, and indexes. */
@NullMarked
package io.howdah.store;

import org.jspecify.annotations.NullMarked;
