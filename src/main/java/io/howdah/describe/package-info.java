/** Descriptions for machines: JSON Schema, OpenAPI and AsyncAPI, made of the SDL. */
@NullMarked
package io.howdah.describe;

import org.jspecify.annotations.NullMarked;
