package io.howdah.dev.services;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record to publish to a topic.
 *
 * @param topic the topic to publish it to
 * @param key the entity's id
 * @param value JSON text; null for a tombstone, which deletes the entity
 * @param headers the record's headers
 */
public record DomainEvent(
        String topic, String key, @Nullable String value, Map<String, String> headers) {}
