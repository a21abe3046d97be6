/** Reads and validates the settings of the process. */
@NullMarked
package io.howdah.config;

import org.jspecify.annotations.NullMarked;
