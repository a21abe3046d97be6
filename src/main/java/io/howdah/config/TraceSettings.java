package io.howdah.config;

import java.net.URI;
import java.util.Optional;

/**
 * What is traced, and who is told.
 *
 * @param endpoint the collector's address, without the path that OTLP adds; nothing is traced without one
 * @param sampleRatio the share of what begins here that is recorded, from 0 to 1
 * @param trustsClients whether HTTP clients decide by their {@code traceparent} that their requests are recorded
 * @param serviceName what traces call this service
 */
public record TraceSettings(Optional<URI> endpoint, double sampleRatio, boolean trustsClients, String serviceName) {}
