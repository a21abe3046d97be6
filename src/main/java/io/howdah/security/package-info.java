/** Who asks. */
@NullMarked
package io.howdah.security;

import org.jspecify.annotations.NullMarked;
