/** Commands that run a server and operate it; the latter are clients of its management port. */
@NullMarked
package io.howdah.cli.server;

import org.jspecify.annotations.NullMarked;
