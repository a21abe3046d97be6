/** The operators' API of a running process: the paths {@code /admin/} of the management port. */
@NullMarked
package io.howdah.admin;

import org.jspecify.annotations.NullMarked;
