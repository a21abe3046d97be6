/** Reads an application's source files: routes, SDL, settings and Java, with source locations. */
@NullMarked
package io.howdah.runtime.source;

import org.jspecify.annotations.NullMarked;
