/** Tokens of OpenID providers: JWTs that are verified here, and others that the provider is asked for. */
@NullMarked
package io.howdah.security.oidc;

import org.jspecify.annotations.NullMarked;
