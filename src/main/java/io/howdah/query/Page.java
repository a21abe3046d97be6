package io.howdah.query;

import java.util.List;
import org.bson.Document;

/**
 * Page of a list.
 *
 * @param documents the stored documents, as the read model represents them
 * @param more whether more documents follow in the direction of the request
 * @param request the request of the page
 */
public record Page(List<Document> documents, boolean more, PageRequest request) {

    /**
     * Returns whether more documents follow. If the request has a {@code before} cursor, assumes that its document
     * still exists.
     */
    public boolean hasNext() {
        return request.before().isPresent() || (more && !request.backward());
    }

    /**
     * Returns whether documents precede the page. If the request has an {@code after} cursor, assumes that its document
     * still exists.
     */
    public boolean hasPrevious() {
        return request.after().isPresent() || (more && request.backward());
    }
}
