/** Changes of an application's files while it runs: found, compared, and put in the place of what was there. */
@NullMarked
package io.howdah.runtime.reload;

import org.jspecify.annotations.NullMarked;
