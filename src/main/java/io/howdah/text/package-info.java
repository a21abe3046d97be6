/** JSON mappers, and text functions for client input that run in time proportional to its length. */
@NullMarked
package io.howdah.text;

import org.jspecify.annotations.NullMarked;
