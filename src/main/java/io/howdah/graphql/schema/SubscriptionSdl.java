package io.howdah.graphql.schema;

import io.howdah.model.FieldType;
import io.howdah.model.ModelField;
import io.howdah.model.ScalarType;
import io.howdah.model.View;

/** Generates the SDL of a view's subscription. */
final class SubscriptionSdl {

    /** Types that all subscriptions share. */
    static final String COMMON = """
            "The type of a subscription's event."
            enum ChangeOperation {
              "The first event: the subscription starts or resumes. If recovered is false, discard your data."
              READY
              "A document of the snapshot."
              SNAPSHOT
              "The snapshot is complete; later changes follow."
              SNAPSHOT_END
              "node has the document, which was not visible before."
              CREATED
              "node has the document's current state."
              UPDATED
              "The document was deleted: remove its key from your data."
              DELETED
              "The document no longer matches your filter or your access rights: remove its key from your data."
              LEFT
              "Nothing changed for you up to the cursor: keep the cursor."
              POSITION
              "Everything may have changed: discard your data and subscribe again, with a snapshot and without since."
              RESYNC
            }
            """;

    private static final String VIEW = """
            extend type Subscription {
              "Changes of the $Type documents that you may see."
              $oneChanged($where
                "The cursor to resume from: changes since then come first. Without a cursor, or if they are no longer available, the subscription starts now."
                since: Cursor
                "Whether to send all documents first if the subscription can't resume from since."
                snapshot: Boolean = false
              ): $TypeChange!
            }
            "An event of a subscription to $Type documents."
            type $TypeChange {
              "The cursor to pass as since to resume after this event; null before and in a snapshot."
              cursor: Cursor
              "The event's type."
              operation: ChangeOperation!
              "The document's key, as text."
              key: ID
              "The document's version: for one key, a greater version is newer."
              version: $Version
              "For READY: whether the subscription resumes from since without a gap."
              recovered: Boolean
              "The document; null for events without one."
              node: $Type
            }
            """;

    private SubscriptionSdl() {}

    /**
     * Returns the SDL of a view. Its names must be inserted for {@code $Type} and {@code $one}; {@code where} is the
     * filter argument.
     */
    static String of(View view, String where) {
        return VIEW.replace("$where", where).replace("$Version", version(view).sdlName());
    }

    /** Returns the name of a view's subscription. */
    static String field(View view) {
        return view.singular() + "Changed";
    }

    /** Returns the type of the documents' versions. Without a version in the SDL, versions are offsets of records. */
    static FieldType version(View view) {
        return view.model()
                .version()
                .flatMap(view.model()::field)
                .map(ModelField::type)
                .filter(type -> type != ScalarType.INT)
                .orElse(ScalarType.LONG);
    }
}
