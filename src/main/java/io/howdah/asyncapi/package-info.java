/** {@code /asyncapi.json}: what the notification channels send, described in AsyncAPI 3.0.0 out of the SDL and the notify routes. */
@NullMarked
package io.howdah.asyncapi;

import org.jspecify.annotations.NullMarked;
