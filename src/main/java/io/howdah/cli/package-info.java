/** The command line: what its commands share. */
@NullMarked
package io.howdah.cli;

import org.jspecify.annotations.NullMarked;
