/** Authentication: principals, sessions, tickets, revocations, cursor keys and the audit log. */
@NullMarked
package io.howdah.security;

import org.jspecify.annotations.NullMarked;
