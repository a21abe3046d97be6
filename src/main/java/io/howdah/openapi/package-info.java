/** {@code /openapi.json}: the REST API, described in OpenAPI 3.1 out of the SDL. */
@NullMarked
package io.howdah.openapi;

import org.jspecify.annotations.NullMarked;
