package io.howdah.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.security.Audit;
import io.howdah.security.Revocations;
import io.howdah.security.Revocations.Kind;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.Map;

/** {@code POST /admin/revocations}: revokes one token, or all tokens of a subject that were issued until now. */
public final class RevocationEndpoint implements AdminEndpoint {

    private final Revocations revocations;
    private final Audit audit;

    /** Creates the endpoint. */
    public RevocationEndpoint(Revocations revocations, Audit audit) {
        this.revocations = revocations;
        this.audit = audit;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.post("/admin/revocations").handler(work.answer(this::revoke));
    }

    private Object revoke(AdminRequest request) {
        JsonNode body = request.body();
        String subject = body.path("subject").asText("");
        String tokenId = body.path("tokenId").asText("");
        if (body.size() != 1 || subject.isBlank() == tokenId.isBlank()) {
            throw AdminException.badRequest(
                    "The body must have exactly one field, subject or tokenId, with a text that is not empty.");
        }
        Kind kind = tokenId.isBlank() ? Kind.SUBJECT : Kind.TOKEN;
        String id = tokenId.isBlank() ? subject : tokenId;
        Instant before = revocations.revoke(kind, id);
        audit.revoked(kind == Kind.SUBJECT ? "subject" : "token-id", id, request.operator());
        return Map.of("issuedBefore", before.toString());
    }
}
