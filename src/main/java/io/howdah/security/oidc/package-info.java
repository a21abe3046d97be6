/** Verifies tokens of OpenID providers: JWTs by their signature, opaque tokens by introspection. */
@NullMarked
package io.howdah.security.oidc;

import org.jspecify.annotations.NullMarked;
