package io.howdah.ingest;

import io.howdah.model.ReadModel;
import java.util.Optional;
import org.bson.Document;

/** Merges two copies of a stored document by the same rule that ingest uses. */
public final class DocumentMerge {

    private DocumentMerge() {}

    /**
     * Returns the document to write over {@code into}, with the newer state of each part and the next revision.
     *
     * @param model the model of both
     * @param into the present document; its {@code _h} is enough to learn whether something has to be written
     * @param from another copy, or its {@code _h}
     * @return empty if the other copy is newer in no part
     */
    public static Optional<Document> merge(ReadModel model, Document into, Document from) {
        return StoredState.of(into)
                .withNewerParts(
                        StoredState.of(from), part -> model.version(part).isPresent())
                // A collection that is being built has no subscribers, so former values are not needed.
                .map(merged -> merged.toDocument(revision(into) + 1));
    }

    /** Returns the revision that must be unchanged when a document is replaced. */
    public static long revision(Document stored) {
        Long revision = stored.get("_h", new Document()).getLong("rev");
        return revision == null ? 0 : revision;
    }
}
