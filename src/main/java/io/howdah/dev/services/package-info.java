/** The demo's domain services: stand-ins for the teams that own the topics. No other part of Howdah depends on them. */
@NullMarked
package io.howdah.dev.services;

import org.jspecify.annotations.NullMarked;
