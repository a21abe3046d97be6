package io.howdah.tools.scaffold;

import java.util.List;
import java.util.Optional;

/**
 * What somebody says of a new domain; the rest is found out.
 *
 * @param topic the topic that feeds it
 * @param key the fields that identify a document, by their name or their place in the event, such as {@code customer.id}
 * @param fields further fields, or other types of those of the event, as {@code name:Type}
 * @param owner the field that names whom a document belongs to
 * @param version the field that grows with each change
 */
public record DomainOptions(
        Optional<String> topic,
        List<String> key,
        List<String> fields,
        Optional<String> owner,
        Optional<String> version) {

    /** Takes lists that may change later. */
    public DomainOptions {
        key = List.copyOf(key);
        fields = List.copyOf(fields);
    }
}
