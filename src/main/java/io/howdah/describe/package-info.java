/** What descriptions for machines have in common: the SDL's types as JSON Schema, examples that fit them, and where clients reach us. */
@NullMarked
package io.howdah.describe;

import org.jspecify.annotations.NullMarked;
