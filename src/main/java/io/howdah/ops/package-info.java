/** What an operator asks of the running process, under {@code /admin/} on the management port. */
@NullMarked
package io.howdah.ops;

import org.jspecify.annotations.NullMarked;
