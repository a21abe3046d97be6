package io.howdah.query;

import com.mongodb.client.model.Filters;
import io.howdah.model.FieldCondition;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.model.StoredValues;
import io.howdah.text.Ascii;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Condition on one field. As in MongoDB, a condition on a list holds if it holds for one of its values. */
sealed interface Condition extends FieldCondition {

    /** Matches if the field equals null, or if it doesn't. */
    record Null(ReadModel model, ModelField field, boolean wanted) implements Condition {

        @Override
        public boolean holds(Document stored) {
            return StoredValues.isNull(model.value(field, stored)) == wanted;
        }

        @Override
        public Bson query() {
            String path = model.path(field);
            return wanted ? Filters.eq(path, null) : Filters.ne(path, null);
        }
    }

    /** Matches if the field is present, even with the value null, or if it is missing. */
    record Exists(ReadModel model, ModelField field, boolean wanted) implements Condition {

        @Override
        public boolean holds(Document stored) {
            return stored.containsKey(field.name()) == wanted;
        }

        @Override
        public Bson query() {
            return Filters.exists(model.path(field), wanted);
        }
    }

    /** Matches if the field's value is less or greater than the operand. */
    record Compared(ReadModel model, ModelField field, Inequality inequality, Object operand) implements Condition {

        @Override
        public boolean holds(Document stored) {
            return StoredValues.any(
                    model.value(field, stored),
                    value -> StoredValues.compare(value, operand).stream().anyMatch(inequality::holds));
        }

        @Override
        public Bson query() {
            return inequality.query(model.path(field), operand);
        }
    }

    /** Matches if the field's value contains a text. */
    record Text(ReadModel model, ModelField field, String text) implements Condition {

        /** All special characters of a pattern are ASCII. */
        private static final int ASCII = 0x80;

        @Override
        public boolean holds(Document stored) {
            return StoredValues.any(
                    model.value(field, stored), value -> value instanceof String string && string.contains(text));
        }

        /** Escapes every special character, so that the pattern matches the text literally. */
        @Override
        public Bson query() {
            StringBuilder pattern = new StringBuilder();
            text.chars().forEach(character -> {
                if (character == 0) {
                    // NUL terminates a pattern in BSON.
                    pattern.append("\\x00");
                    return;
                }
                if (character < ASCII && !Ascii.isLetterOrDigit(character) && !Character.isWhitespace(character)) {
                    pattern.append('\\');
                }
                pattern.append((char) character);
            });
            return Filters.regex(model.path(field), pattern.toString());
        }
    }
}
