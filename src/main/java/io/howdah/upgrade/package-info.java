/** What lets two versions of Howdah run beside each other and one after the other: formats that tell their number. */
@NullMarked
package io.howdah.upgrade;

import org.jspecify.annotations.NullMarked;
