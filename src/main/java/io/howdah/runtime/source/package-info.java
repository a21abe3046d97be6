/** An application as engineers write it: its folders' routes, SDL and settings, with places. */
@NullMarked
package io.howdah.runtime.source;

import org.jspecify.annotations.NullMarked;
