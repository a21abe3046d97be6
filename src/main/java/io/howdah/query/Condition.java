package io.howdah.query;

import com.mongodb.client.model.Filters;
import io.howdah.model.FieldCondition;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.model.StoredValues;
import io.howdah.text.Ascii;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Conditions on one field. Of a list they hold if they hold for a value in it, as the database has it. */
sealed interface Condition extends FieldCondition {

    /** It equals null, or does not. */
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

    /** It is there, be it null, or is not. */
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

    /** It is less or greater than something. */
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

    /** It has a text somewhere in it. */
    record Text(ReadModel model, ModelField field, String text) implements Condition {

        /** What is special in a pattern is below it. */
        private static final int ASCII = 0x80;

        @Override
        public boolean holds(Document stored) {
            return StoredValues.any(
                    model.value(field, stored), value -> value instanceof String whole && whole.contains(text));
        }

        /** A pattern that only the text itself matches, whatever is in it. */
        @Override
        public Bson query() {
            StringBuilder pattern = new StringBuilder();
            text.chars().forEach(each -> {
                if (each == 0) {
                    // BSON ends a pattern there.
                    pattern.append("\\x00");
                    return;
                }
                if (each < ASCII && !Ascii.isLetterOrDigit(each) && !Character.isWhitespace(each)) {
                    pattern.append('\\');
                }
                pattern.append((char) each);
            });
            return Filters.regex(model.path(field), pattern.toString());
        }
    }
}
