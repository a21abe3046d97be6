package io.howdah.tools.scaffold;

import java.util.List;
import java.util.Optional;

/**
 * Options of a new domain. Howdah derives whatever is missing from a sample event.
 *
 * @param topic the topic that fills the domain
 * @param key the fields that identify a document, by name or by path in the event, such as {@code customer.id}
 * @param fields additional fields, or other types for the event's fields, as {@code name:Type}
 * @param owner the field that names a document's owner
 * @param version the field that grows with each change
 */
public record DomainOptions(
        Optional<String> topic,
        List<String> key,
        List<String> fields,
        Optional<String> owner,
        Optional<String> version) {

    /** Copies the lists. */
    public DomainOptions {
        key = List.copyOf(key);
        fields = List.copyOf(fields);
    }
}
