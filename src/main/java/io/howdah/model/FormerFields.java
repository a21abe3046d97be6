package io.howdah.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a model that decide who receives a change: owners, tenants and filterable fields. A stored document has
 * their former values in {@code _h.was}, and in {@code _h.ws} the ID of the set of fields that its writer kept. Another
 * process with another SDL may keep another set.
 */
public final class FormerFields {

    /** The field of {@code _h} with the former values. */
    public static final String WAS = "was";

    private static final String SET = "ws";
    private static final int ID_LENGTH = 8;

    private final List<String> names;
    private final String id;

    private FormerFields(List<String> names) {
        this.names = names;
        this.id = id(names);
    }

    static FormerFields of(List<ModelField> fields) {
        return new FormerFields(fields.stream()
                .filter(field -> field.filterable()
                        || field.ownerClaim().isPresent()
                        || field.tenantClaim().isPresent())
                .map(ModelField::name)
                .toList());
    }

    private static String id(List<String> names) {
        String text = names.stream().sorted().collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Returns the names of the fields. */
    public List<String> names() {
        return names;
    }

    /**
     * Adds the former values to a header.
     *
     * @param header the {@code _h} of the new document
     * @param former the document before the change
     */
    public void keep(Document header, Document former) {
        Document was = new Document();
        for (String name : names) {
            if (former.containsKey(name)) {
                was.append(name, former.get(name));
            }
        }
        header.append(WAS, was).append(SET, id);
    }

    /** Returns the former values in a header, or null if there was no visible document. */
    public static @Nullable Document was(Document header) {
        return header.get(WAS, Document.class);
    }

    /**
     * Returns the fields whose former values are not known. A writer that kept another set, or that did not store
     * which, omitted a field because it was null or because it did not keep it. The values in the header are known.
     */
    public Set<String> unknown(Document header) {
        Document was = was(header);
        if (was == null || id.equals(header.get(SET))) {
            return Set.of();
        }
        return names.stream().filter(name -> !was.containsKey(name)).collect(Collectors.toUnmodifiableSet());
    }
}
