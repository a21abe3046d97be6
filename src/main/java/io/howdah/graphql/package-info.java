/** GraphQL: the schema that the read models make, its execution against MongoDB, and GraphQL over HTTP. */
@NullMarked
package io.howdah.graphql;

import org.jspecify.annotations.NullMarked;
