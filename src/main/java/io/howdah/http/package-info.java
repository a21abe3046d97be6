/** The two HTTP ports: listeners, filters for requests and responses, and the GraphiQL page. */
@NullMarked
package io.howdah.http;

import org.jspecify.annotations.NullMarked;
