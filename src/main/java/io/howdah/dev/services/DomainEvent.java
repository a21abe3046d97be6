package io.howdah.dev.services;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record for a topic.
 *
 * @param topic the topic to publish it to
 * @param key the entity's id
 * @param value JSON text; null is a tombstone: the entity's record is removed
 * @param headers the record's headers
 */
public record DomainEvent(
        String topic, String key, @Nullable String value, Map<String, String> headers) {}
