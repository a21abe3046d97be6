/** Types that all parts of the GraphQL API share: requests, callers, errors, media types and subscriptions. */
@NullMarked
package io.howdah.graphql;

import org.jspecify.annotations.NullMarked;
