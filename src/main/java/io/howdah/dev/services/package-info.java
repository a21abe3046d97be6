/** The demo's domain services: they stand for the teams behind the topics, and nothing else depends on them. */
@NullMarked
package io.howdah.dev.services;

import org.jspecify.annotations.NullMarked;
