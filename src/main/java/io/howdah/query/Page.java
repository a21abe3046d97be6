package io.howdah.query;

import java.util.List;
import org.bson.Document;

/**
 * A page of a list.
 *
 * @param documents the stored documents, as the read model has them
 * @param more whether there are more in the direction that was asked for
 * @param request what was asked for
 */
public record Page(List<Document> documents, boolean more, PageRequest request) {

    /** Returns whether more documents follow. Of those before a place that was asked for, it is taken that it still is there. */
    public boolean hasNext() {
        return request.before().isPresent() || (more && !request.backward());
    }

    /** Returns whether other documents come before. */
    public boolean hasPrevious() {
        return request.after().isPresent() || (more && request.backward());
    }
}
