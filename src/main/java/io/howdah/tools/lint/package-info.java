/** How findings are written: for people, programs and code hosts. */
@NullMarked
package io.howdah.tools.lint;

import org.jspecify.annotations.NullMarked;
