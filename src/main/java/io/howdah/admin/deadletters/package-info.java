/** Dead letters as an operator handles them: found in their topics, shown, replayed, discarded. */
@NullMarked
package io.howdah.admin.deadletters;

import org.jspecify.annotations.NullMarked;
