/** An application as engineers write it: its folders' routes, SDL and settings, and what is wrong with them. */
@NullMarked
package io.howdah.source;

import org.jspecify.annotations.NullMarked;
