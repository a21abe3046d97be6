/** The settings of the process: where they come from, and what they may be. */
@NullMarked
package io.howdah.config;

import org.jspecify.annotations.NullMarked;
