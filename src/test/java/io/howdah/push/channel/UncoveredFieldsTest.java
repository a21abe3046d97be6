package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.DocumentFilter;
import io.howdah.model.FieldFilter;
import io.howdah.model.FormerFields;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.query.Where;
import io.howdah.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Changes written by a process with another SDL: {@code _h.was} may lack a field that is filterable here. */
class UncoveredFieldsTest {

    private static final ReadModel OLD = model("status: String  city: String @filterable");
    private static final ReadModel NEW = model("status: String @filterable  city: String @filterable");
    private static final Principal ALICE = Principal.of("alice");
    private static final DocumentFilter NEAR = FieldFilter.parse(NEW, ALICE, Map.of("status", List.of("NEAR")));
    private static final Document WAS_NEAR = ride("alice", "NEAR", "oslo");
    private static final Document IS_FAR = ride("alice", "FAR", "oslo");

    private static ReadModel model(String fields) {
        return ReadModels.load(List.of(new SdlSource("rides.graphqls", """
                type Ride @readModel(collection: "rides", key: "id") {
                  id: ID!
                  riderId: ID! @owner(claim: "sub")
                  agentId: ID
                  tenantId: ID
                  %s
                }
                """.formatted(fields))))
                .get("Ride");
    }

    @Test
    void documentThatAnOlderSdlWroteMayHaveMatched() {
        assertThat(typeOf(NEW, written(OLD, WAS_NEAR, IS_FAR), NEAR)).contains(ChangeType.LEFT);
        assertThat(typeOf(NEW, written(OLD, IS_FAR, WAS_NEAR), NEAR)).contains(ChangeType.UPDATED);
        assertThat(typeOf(NEW, written(NEW, WAS_NEAR, IS_FAR), NEAR)).contains(ChangeType.LEFT);
        assertThat(typeOf(NEW, written(NEW, IS_FAR, WAS_NEAR), NEAR)).contains(ChangeType.CREATED);
        assertThat(typeOf(NEW, written(NEW, IS_FAR, IS_FAR), NEAR)).isEmpty();
    }

    @Test
    void documentThatWasWrittenWithoutTheIdOfTheSetMayHaveMatchedByWhatItLacks() {
        Document lacking = written(OLD, WAS_NEAR, IS_FAR);
        lacking.get("_h", Document.class).remove("ws");
        assertThat(typeOf(NEW, lacking, NEAR)).contains(ChangeType.LEFT);

        // And the fields that it has are known
        Document having = written(NEW, IS_FAR, IS_FAR);
        having.get("_h", Document.class).remove("ws");
        assertThat(typeOf(NEW, having, NEAR)).isEmpty();
    }

    @Test
    void absentFieldOfTheSameSetIsKnownToBeNull() {
        assertThat(typeOf(NEW, written(NEW, ride("alice", null, "oslo"), IS_FAR), NEAR))
                .isEmpty();
    }

    @Test
    void fieldThatIsNoLongerFilterableDoesNotMakeOthersUnknown() {
        DocumentFilter oslo = FieldFilter.parse(OLD, ALICE, Map.of("city", List.of("oslo")));
        assertThat(typeOf(OLD, written(NEW, WAS_NEAR, ride("alice", "FAR", "bergen")), oslo))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(OLD, written(NEW, ride("alice", "FAR", "bergen"), ride("alice", "FAR", "bergen")), oslo))
                .isEmpty();
    }

    @Test
    void compositeFilterIsUndecidedOnlyWhereTheUnknownFieldDecides() {
        Map<String, ?> near = Map.of("status", Map.of("eq", "NEAR"));
        Map<String, ?> oslo = Map.of("city", Map.of("eq", "oslo"));
        Map<String, ?> bergen = Map.of("city", Map.of("eq", "bergen"));
        // The previous city was oslo; the current document matches none of the filters below except those with not.
        Document change = written(OLD, WAS_NEAR, ride("alice", "NEAR", "none"));

        assertThat(typeOf(NEW, change, where(Map.of("not", Map.of("status", Map.of("eq", "NEAR"))))))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(NEW, change, where(Map.of("and", List.of(near, oslo)))))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(NEW, change, where(Map.of("and", List.of(near, bergen)))))
                .isEmpty();
        assertThat(typeOf(NEW, change, where(Map.of("and", List.of(Map.of("not", near), Map.of("not", bergen))))))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(NEW, change, where(Map.of("or", List.of(Map.of("not", near), bergen)))))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(NEW, change, where(Map.of("and", List.of(bergen, Map.of("or", List.of(near, oslo)))))))
                .isEmpty();
    }

    /** Visibility depends on known fields alone: a caller who may have been the owner does not learn the key. */
    @Test
    void unknownOwnerOrTenantMakesNothingVisible() {
        assertThat(typeOf(NEW, written(OLD, ride("bob", "NEAR", "oslo"), ride("bob", "FAR", "oslo")), NEAR))
                .isEmpty();
        ReadModel tenants =
                ReadModels.load(List.of(new SdlSource("rides.graphqls", """
                type Ride @readModel(collection: "rides", key: "id") @readers(roles: ["support"]) {
                  id: ID!
                  riderId: ID!
                  agentId: ID @owner(claim: "sub")
                  tenantId: ID @tenant(claim: "tenant")
                  status: String @filterable
                }
                """))).get("Ride");
        Document was = ride("alice", "NEAR", "oslo").append("agentId", "alice").append("tenantId", "t");
        Document is = ride("alice", "FAR", "oslo").append("agentId", "bob").append("tenantId", "u");
        Principal owner = new Principal("alice", Map.of("sub", List.of("alice"), "tenant", List.of("t")), Set.of());
        Principal reader = new Principal("sue", Map.of("tenant", List.of("t")), Set.of("support"));
        DocumentFilter near = FieldFilter.parse(tenants, owner, Map.of("status", List.of("NEAR")));

        for (Principal principal : List.of(owner, reader)) {
            assertThat(typeOf(tenants, written(tenants, was, is), near, principal))
                    .contains(ChangeType.LEFT);
            assertThat(typeOf(tenants, written(OLD, was, is), near, principal)).isEmpty();
        }
    }

    private static DocumentFilter where(Map<String, ?> filter) {
        return Where.parse(NEW, ALICE, filter);
    }

    private static Document ride(String rider, String status, String city) {
        Document ride = new Document("_id", "a").append("id", "a").append("riderId", rider);
        if (status != null) {
            ride.append("status", status);
        }
        return ride.append("city", city);
    }

    /** Returns a document as a process with this SDL writes it. */
    private static Document written(ReadModel writer, Document was, Document is) {
        Document header = new Document("rev", 2L);
        writer.former().keep(header, was);
        assertThat(FormerFields.was(header)).isNotNull();
        return new Document(is).append("_h", header);
    }

    private static Optional<ChangeType> typeOf(ReadModel reader, Document stored, DocumentFilter filter) {
        return typeOf(reader, stored, filter, ALICE);
    }

    /** Returns the change type in a process with this SDL, live and from its replay buffer. */
    private static Optional<ChangeType> typeOf(
            ReadModel reader, Document stored, DocumentFilter filter, Principal principal) {
        StoredChange change = StoredChange.of(reader, "82a0", OperationType.REPLACE, stored);
        ChannelEvent live = ChannelEvent.of(change, JsonNodeFactory.instance.objectNode());
        StoredChange kept = change.metadata().with(change.stored(), change.was());
        assertThat(kept).isEqualTo(change);
        return live.typeFor(principal, filter);
    }
}
