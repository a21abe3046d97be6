package io.howdah.admin;

import io.howdah.security.CursorKeys;
import io.howdah.security.CursorKeysException;
import io.vertx.ext.web.Router;
import java.util.Map;

/** {@code POST /admin/cursors/rotate}: stores a new key for the encryption of cursors. */
public final class CursorEndpoint implements AdminEndpoint {

    private final CursorKeys keys;

    /** Creates the endpoint. */
    public CursorEndpoint(CursorKeys keys) {
        this.keys = keys;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.post("/admin/cursors/rotate").handler(work.answer(this::rotate));
    }

    private Object rotate(AdminRequest request) {
        try {
            return Map.of("usedFrom", keys.rotate().toString());
        } catch (CursorKeysException e) {
            throw AdminException.conflict(String.valueOf(e.getMessage()));
        }
    }
}
