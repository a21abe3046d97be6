package io.howdah.model;

import java.util.Set;
import org.bson.Document;

/** Filter on the value of one field. */
public interface FieldCondition extends DocumentFilter {

    /** Returns the field. */
    ModelField field();

    /** Returns whether the condition applies to the stored document. */
    boolean holds(Document stored);

    @Override
    default Match match(Document stored, Set<String> unknown) {
        return unknown.contains(field().name()) ? Match.UNKNOWN : Match.of(holds(stored));
    }
}
