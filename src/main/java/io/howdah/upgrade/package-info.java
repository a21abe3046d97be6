/** Numbered formats of stored documents, so that two versions of Howdah can run at the same time and one after the other. */
@NullMarked
package io.howdah.upgrade;

import org.jspecify.annotations.NullMarked;
