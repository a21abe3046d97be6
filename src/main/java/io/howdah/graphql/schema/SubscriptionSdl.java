package io.howdah.graphql.schema;

import io.howdah.model.FieldType;
import io.howdah.model.ModelField;
import io.howdah.model.ScalarType;
import io.howdah.model.View;

/** Writes the SDL of a view's subscription. */
final class SubscriptionSdl {

    /** What all of them share. */
    static final String COMMON = """
            "What a subscription tells."
            enum ChangeOperation {
              "It begins, or goes on; always the first. Without recovered: forget what you have."
              READY
              "A document that is there, where a snapshot was asked for."
              SNAPSHOT
              "These were all the documents that were there; changes since follow."
              SNAPSHOT_END
              "The document is as node shows it, and was not visible before."
              CREATED
              "The document is as node shows it now."
              UPDATED
              "The document is no more: forget what you have of its key."
              DELETED
              "The document is there, but no longer among those that you may see and asked for: forget what you have of its key."
              LEFT
              "Nothing of yours has happened up to the cursor: keep it."
              POSITION
              "Everything may have changed: forget what you have and subscribe anew, with a snapshot and without since."
              RESYNC
            }
            """;

    private static final String VIEW = """
            extend type Subscription {
              "Each change of the $Type documents that you may see, as it happens."
              $oneChanged($where
                "The cursor to go on from: what happened since comes first. Without it, or where that cannot be told, it begins now."
                since: Cursor
                "All documents first, where it cannot go on from since."
                snapshot: Boolean = false
              ): $TypeChange!
            }
            "Something that a subscription to $Type documents tells."
            type $TypeChange {
              "What to give as since to go on from here; null before and in a snapshot, where there is nothing to go on from yet."
              cursor: Cursor
              "What has happened."
              operation: ChangeOperation!
              "The key of the document, as text."
              key: ID
              "The version of the document: of two of the same key the greater is the newer."
              version: $Version
              "Of READY: whether it goes on from since without a gap."
              recovered: Boolean
              "The document; null where there is none to show."
              node: $Type
            }
            """;

    private SubscriptionSdl() {}

    /** Returns the SDL of a view, whose names are put in for {@code $Type} and {@code $one}; {@code where} is the argument that filters. */
    static String of(View view, String where) {
        return VIEW.replace("$where", where).replace("$Version", version(view).sdlName());
    }

    /** Returns the name of a view's subscription. */
    static String field(View view) {
        return view.singular() + "Changed";
    }

    /** Returns the type of its documents' versions; where the SDL names none, they are places of records. */
    static FieldType version(View view) {
        return view.model()
                .version()
                .flatMap(view.model()::field)
                .map(ModelField::type)
                .filter(type -> type != ScalarType.INT)
                .orElse(ScalarType.LONG);
    }
}
