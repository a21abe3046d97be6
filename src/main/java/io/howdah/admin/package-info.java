/** What an operator asks of the running process, under {@code /admin/} on the management port. */
@NullMarked
package io.howdah.admin;

import org.jspecify.annotations.NullMarked;
