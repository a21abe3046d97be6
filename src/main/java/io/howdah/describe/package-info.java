/** Machine-readable descriptions generated from the SDL: JSON Schema, OpenAPI and AsyncAPI. */
@NullMarked
package io.howdah.describe;

import org.jspecify.annotations.NullMarked;
