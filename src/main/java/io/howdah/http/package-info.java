/** The two HTTP ports: where they listen, what may pass in from a client and out to it, and the GraphiQL page. */
@NullMarked
package io.howdah.http;

import org.jspecify.annotations.NullMarked;
