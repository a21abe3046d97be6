package io.howdah.config;

import java.net.URI;
import java.util.Optional;

/**
 * Settings of tracing.
 *
 * @param endpoint address of the collector, without the path that OTLP appends; if empty, tracing is off
 * @param sampleRatio share of the traces started by Howdah that are recorded, from 0 to 1
 * @param trustsClients whether the {@code traceparent} of an HTTP client decides if its request is recorded
 * @param serviceName name of this service in traces
 */
public record TraceSettings(Optional<URI> endpoint, double sampleRatio, boolean trustsClients, String serviceName) {}
