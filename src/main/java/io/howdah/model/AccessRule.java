package io.howdah.model;

import com.mongodb.client.model.Filters;
import io.howdah.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may see a document of a model, from the stored document. A caller sees it as one of the owners in its
 * {@code @owner} fields, with a role of {@code @readers}, or if the model is {@code @public}. In each case the caller
 * must also match every {@code @tenant} field. Immutable.
 */
public final class AccessRule {

    /** Query without results, on every server version. */
    private static final Bson NOTHING = Filters.in("_id", List.of());

    private final List<Comparison> owners;
    private final List<Comparison> tenants;
    private final Set<String> readers;
    private final boolean isPublic;

    /** Field of the document and the claim that it is compared with; lists match by a common value. */
    private record Comparison(ModelField field, String claim, FieldQuery documents) {
        boolean matches(Principal principal, Document document) {
            List<String> claimed = principal.claim(claim);
            return !claimed.isEmpty() && !Collections.disjoint(claimed, values(document.get(field.name())));
        }

        Bson query(Principal principal) {
            return documents.in(field, principal.claim(claim)).query();
        }
    }

    private AccessRule(List<Comparison> owners, List<Comparison> tenants, Set<String> readers, boolean isPublic) {
        this.owners = owners;
        this.tenants = tenants;
        this.readers = Set.copyOf(readers);
        this.isPublic = isPublic;
    }

    static AccessRule of(List<ModelField> fields, Set<String> readers, boolean isPublic, FieldQuery documents) {
        List<Comparison> owners = new ArrayList<>();
        List<Comparison> tenants = new ArrayList<>();
        for (ModelField field : fields) {
            field.ownerClaim().ifPresent(claim -> owners.add(new Comparison(field, claim, documents)));
            field.tenantClaim().ifPresent(claim -> tenants.add(new Comparison(field, claim, documents)));
        }
        return new AccessRule(owners, tenants, readers, isPublic);
    }

    /** Returns whether the principal may see the document. */
    public boolean sees(Principal principal, Document stored) {
        // Loops instead of streams: this runs for each subscriber of each change.
        for (Comparison tenant : tenants) {
            if (!tenant.matches(principal, stored)) {
                return false;
            }
        }
        return seesAllOwners(principal) || owns(principal, stored);
    }

    private boolean owns(Principal principal, Document stored) {
        for (Comparison owner : owners) {
            if (owner.matches(principal, stored)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the principal sees documents of every owner; tenants must still match. */
    public boolean seesAllOwners(Principal principal) {
        return isPublic || !Collections.disjoint(readers, principal.roles());
    }

    /** Returns whether callers other than owners may see documents. */
    boolean isForOthers() {
        return isPublic || !readers.isEmpty();
    }

    /** Returns whether these fields of a document alone decide who may see it. */
    public boolean isDecidedBy(Collection<String> fields) {
        return Stream.concat(owners.stream(), tenants.stream())
                .allMatch(comparison -> fields.contains(comparison.field().name()));
    }

    /** Returns the names of the owner fields. */
    public Set<String> ownerFields() {
        return owners.stream().map(owner -> owner.field().name()).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the claims that the rule compares. */
    public Set<String> claims() {
        return Stream.concat(owners.stream(), tenants.stream())
                .map(Comparison::claim)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the roles that see every owner's documents. */
    public Set<String> roles() {
        return readers;
    }

    /** Returns the MongoDB query for exactly the documents that the principal may see. */
    public Bson query(Principal principal) {
        List<Bson> all = new ArrayList<>();
        if (!seesAllOwners(principal)) {
            List<Bson> any =
                    owners.stream().map(owner -> owner.query(principal)).toList();
            all.add(any.isEmpty() ? NOTHING : Filters.or(any));
        }
        tenants.forEach(tenant -> all.add(tenant.query(principal)));
        return all.isEmpty() ? new BsonDocument() : Filters.and(all);
    }

    /** Returns the owner marks of a document. A principal without one of them does not own it. */
    public Set<String> ownerMarks(Document stored) {
        Set<String> marks = new HashSet<>();
        for (Comparison owner : owners) {
            addMarks(owner, stored.get(owner.field().name()), marks);
        }
        return marks;
    }

    /**
     * Adds the owner marks that one field of a document contributes.
     *
     * @param field name of an owner field
     * @param value its stored value
     */
    public void addOwnerMarks(String field, @Nullable Object value, Set<String> marks) {
        for (Comparison owner : owners) {
            if (owner.field().name().equals(field)) {
                addMarks(owner, value, marks);
            }
        }
    }

    private static void addMarks(Comparison owner, @Nullable Object value, Set<String> marks) {
        if (value instanceof String text) {
            marks.add(mark(owner, text));
        } else {
            values(value).forEach(each -> marks.add(mark(owner, each)));
        }
    }

    /** Returns the owner marks of a principal. */
    public Set<String> ownerMarks(Principal principal) {
        Set<String> marks = new HashSet<>();
        for (Comparison owner : owners) {
            principal.claim(owner.claim()).forEach(value -> marks.add(mark(owner, value)));
        }
        return marks;
    }

    private static String mark(Comparison owner, String value) {
        return owner.claim() + '=' + value;
    }

    private static List<String> values(@Nullable Object stored) {
        if (stored instanceof List<?> list) {
            return list.stream().filter(Objects::nonNull).map(String::valueOf).toList();
        }
        return stored == null ? List.of() : List.of(String.valueOf(stored));
    }
}
