package io.howdah.ingest;

import io.howdah.model.ReadModel;
import java.util.Optional;
import org.bson.Document;

/** Brings two copies of a stored document together, by the rule that ingest itself goes by. */
public final class DocumentMerge {

    private DocumentMerge() {}

    /**
     * Return what is to be written in the place of a document, so that it holds the newer state of each part; its revision is
     * one more.
     *
     * @param model the model of both
     * @param into the document as it is; its {@code _h} alone will do to learn whether there is something to write
     * @param from another copy of it, or the {@code _h} of one
     * @return empty if the other copy is newer in no part
     */
    public static Optional<Document> merge(ReadModel model, Document into, Document from) {
        return StoredState.of(into)
                .withNewerParts(
                        StoredState.of(from), part -> model.version(part).isPresent())
                // Nobody follows a collection that is being made, so nobody asks what was.
                .map(merged -> merged.toDocument(revision(into) + 1));
    }

    /** Return the revision on whose condition a document is replaced. */
    public static long revision(Document stored) {
        Long revision = stored.get("_h", new Document()).getLong("rev");
        return revision == null ? 0 : revision;
    }
}
