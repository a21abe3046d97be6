/** The words that every part of the GraphQL API shares: requests, callers, errors, media types and what a subscription asks for. */
@NullMarked
package io.howdah.graphql;

import org.jspecify.annotations.NullMarked;
