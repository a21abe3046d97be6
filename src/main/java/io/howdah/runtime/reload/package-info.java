/** Hot reload: detects changed files of a running application and replaces the affected parts. */
@NullMarked
package io.howdah.runtime.reload;

import org.jspecify.annotations.NullMarked;
