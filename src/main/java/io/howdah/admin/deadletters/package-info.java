/** Searches, shows, replays and discards dead letters for operators. */
@NullMarked
package io.howdah.admin.deadletters;

import org.jspecify.annotations.NullMarked;
