/** JSON mappers, and reading of what clients send in a time that is proportional to its length. */
@NullMarked
package io.howdah.text;

import org.jspecify.annotations.NullMarked;
