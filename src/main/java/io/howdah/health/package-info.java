/** What health says of the process as a whole: whether a restart would help, whether it serves, and which routes do not go on. */
@NullMarked
package io.howdah.health;

import org.jspecify.annotations.NullMarked;
