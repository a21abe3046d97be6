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
 * Who may see a document of a model: the owners that its {@code @owner} fields name, any of them, whoever has a role of
 * {@code @readers}, or everybody if it is {@code @public}; and of those only who matches each of its {@code @tenant} fields. It
 * is asked about the document as it is stored.
 */
public final class AccessRule {

    /** Matches nothing, on every server. */
    private static final Bson NOTHING = Filters.in("_id", List.of());

    private final List<Comparison> owners;
    private final List<Comparison> tenants;
    private final Set<String> readers;
    private final boolean everybody;

    /** A field of the document and the claim that it is compared with; lists match by a common value. */
    private record Comparison(ModelField field, String claim, FieldQuery documents) {
        boolean holds(Principal principal, Document document) {
            List<String> claimed = principal.claim(claim);
            return !claimed.isEmpty() && !Collections.disjoint(claimed, values(document.get(field.name())));
        }

        Bson query(Principal principal) {
            return documents.in(field, principal.claim(claim)).query();
        }
    }

    private AccessRule(List<Comparison> owners, List<Comparison> tenants, Set<String> readers, boolean everybody) {
        this.owners = owners;
        this.tenants = tenants;
        this.readers = Set.copyOf(readers);
        this.everybody = everybody;
    }

    static AccessRule of(List<ModelField> fields, Set<String> readers, boolean everybody, FieldQuery documents) {
        List<Comparison> owners = new ArrayList<>();
        List<Comparison> tenants = new ArrayList<>();
        for (ModelField field : fields) {
            field.ownerClaim().ifPresent(claim -> owners.add(new Comparison(field, claim, documents)));
            field.tenantClaim().ifPresent(claim -> tenants.add(new Comparison(field, claim, documents)));
        }
        return new AccessRule(owners, tenants, readers, everybody);
    }

    /** Return whether they may see the document. */
    public boolean sees(Principal principal, Document stored) {
        // Loops, since this is asked for each subscriber of each change.
        for (Comparison tenant : tenants) {
            if (!tenant.holds(principal, stored)) {
                return false;
            }
        }
        return seesEveryOwners(principal) || owns(principal, stored);
    }

    private boolean owns(Principal principal, Document stored) {
        for (Comparison owner : owners) {
            if (owner.holds(principal, stored)) {
                return true;
            }
        }
        return false;
    }

    /** Return whether they need to own nothing to see documents: only tenants are still to match. */
    public boolean seesEveryOwners(Principal principal) {
        return everybody || !Collections.disjoint(readers, principal.roles());
    }

    /** Return whether others than owners may see documents. */
    boolean isForOthers() {
        return everybody || !readers.isEmpty();
    }

    /** Return whether a document's fields of these names tell alone who may see it. */
    public boolean isDecidedBy(Collection<String> fields) {
        return Stream.concat(owners.stream(), tenants.stream())
                .allMatch(comparison -> fields.contains(comparison.field().name()));
    }

    /** Return the claims that it compares with. */
    public Set<String> claims() {
        return Stream.concat(owners.stream(), tenants.stream())
                .map(Comparison::claim)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Return the roles that see every owner's documents. */
    public Set<String> roles() {
        return readers;
    }

    /** Return the query that finds what they may see, and nothing else. */
    public Bson query(Principal principal) {
        List<Bson> all = new ArrayList<>();
        if (!seesEveryOwners(principal)) {
            List<Bson> any =
                    owners.stream().map(owner -> owner.query(principal)).toList();
            all.add(any.isEmpty() ? NOTHING : Filters.or(any));
        }
        tenants.forEach(tenant -> all.add(tenant.query(principal)));
        return all.isEmpty() ? new BsonDocument() : Filters.and(all);
    }

    /** Return the marks of a document's owners; who has none of them does not own it. */
    public Set<String> ownerMarks(Document stored) {
        Set<String> marks = new HashSet<>();
        for (Comparison owner : owners) {
            values(stored.get(owner.field().name())).forEach(value -> marks.add(mark(owner, value)));
        }
        return marks;
    }

    /** Return the marks of somebody as an owner. */
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
