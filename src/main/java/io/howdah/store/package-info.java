/** Where read models live: the collection that holds each one's documents at present. */
@NullMarked
package io.howdah.store;

import org.jspecify.annotations.NullMarked;
