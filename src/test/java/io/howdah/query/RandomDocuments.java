package io.howdah.query;

import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.ScalarType;
import io.howdah.model.SdlSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * Generates random stored documents and filters for them. Values that the embedded server compares differently from
 * MongoDB are left out: NaN, fractions without an exact double, characters beyond 16 bits, and text filters on values
 * without text.
 */
final class RandomDocuments {

    private static final String FIELDS = """
              s: String @filterable
              note: String @filterable
              i: Int @filterable
              l: Long @filterable
              f: Float @filterable
              d: Decimal @filterable
              b: Boolean @filterable
              t: DateTime @filterable
              y: Date @filterable
              k: Kind @filterable
              r: ID @filterable
              texts: [String] @filterable
              whole: [Int!] @filterable
              prices: [Decimal!] @filterable
              refs: [ID] @filterable
            }
            """;

    static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "where.graphqls",
            "enum Kind { ALPHA BETA GAMMA }\n"
                    + "type Item @readModel(collection: \"Item\", key: \"id\") @public { id: ID! @filterable\n" + FIELDS
                    + "type Foreign @readModel(collection: \"Foreign\", key: \"id\", external: true) @public {"
                    + " id: ID! @filterable\n" + FIELDS
                    + "type Seat @readModel(collection: \"Seat\", key: [\"hall\", \"row\"], external: true) @public {"
                    + " hall: ID! @filterable\n row: Int! @filterable\n" + FIELDS)));

    private static final List<String> TEXTS =
            List.of("", "a", "A", "ab", "b.c", "b*c", "$x", "\\E", "[x]", "é", "a b", "z\n", "1", "2", "ALPHA");

    private final Random random;
    private final ReadModel model;
    private final List<Document> generated = new ArrayList<>();

    RandomDocuments(Random random, ReadModel model) {
        this.random = random;
        this.model = model;
    }

    Document next() {
        Document document = new Document("_id", id());
        if (!model.isExternal()) {
            document.append("id", document.get("_id"));
        }
        for (ModelField field : model.fields()) {
            int dice = random.nextInt(12);
            if (dice == 0) {
                document.append(field.name(), field.name().equals("note") ? notes() : odd());
            } else if (dice == 1) {
                document.append(field.name(), null);
            } else if (dice < 9 && !model.key().contains(field.name())) {
                document.append(field.name(), stored(field.type()));
            }
        }
        if (!model.isExternal()) {
            document.append("id", document.get("_id"));
        }
        generated.add(document);
        return document;
    }

    private Object id() {
        int number = generated.size();
        if (model.key().size() > 1) {
            return new Document("hall", one(number, "h" + number % 7, number % 7, (long) number % 5))
                    .append("row", one(number, (long) number, number + 0.5));
        }
        return model.isExternal()
                ? one("x" + number, number, (long) number, new ObjectId(), new Document("n", number), number + 0.5)
                : "x" + number;
    }

    /** Returns a value that doesn't fit the field's type, as another program or an older SDL may have stored it. */
    private Object odd() {
        List<Object> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            some.add(one(stored(one(ScalarType.values())), null));
        }
        return random.nextBoolean() ? some : stored(one(ScalarType.values()));
    }

    private List<Object> notes() {
        List<Object> notes = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            notes.add(one(TEXTS.toArray()));
        }
        return notes;
    }

    private Object stored(FieldType type) {
        if (type instanceof ListType list) {
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                values.add(list.elementRequired() ? value(list.element()) : one(value(list.element()), null));
            }
            return values;
        }
        if (type == ScalarType.ID && model.isExternal()) {
            return one(one(TEXTS.toArray()), random.nextInt(3), 1L, 2.0, new ObjectId(1, 1));
        }
        if (type instanceof ScalarType scalar && random.nextInt(4) == 0) {
            return switch (scalar) {
                case INT, LONG, FLOAT, DECIMAL -> one(1, 2L, 0.5, 1.0, new Decimal128(2), Decimal128.parse("0.50"));
                default -> value(type);
            };
        }
        return value(type);
    }

    /** Returns a value in the type's stored form. */
    private Object value(FieldType type) {
        if (!(type instanceof ScalarType scalar)) {
            return one("ALPHA", "BETA", "GAMMA");
        }
        return switch (scalar) {
            case ID -> one("1", "2", "02", "a", new ObjectId(1, 1).toHexString());
            case STRING -> one(TEXTS.toArray());
            case INT -> random.nextInt(5) - 2;
            case LONG -> one(-1L, 0L, 1L, 5_000_000_000L, Long.MAX_VALUE);
            case FLOAT -> (random.nextInt(9) - 4) / 2.0;
            case DECIMAL -> Decimal128.parse(one("-1", "0", "0.5", "1.00", "2", "5E+9"));
            case BOOLEAN -> random.nextBoolean();
            case DATE_TIME -> Date.from(Instant.ofEpochSecond(1_700_000_000L + random.nextInt(4)));
            case DATE -> Date.from(Instant.parse("2026-01-0" + (1 + random.nextInt(4)) + "T00:00:00Z"));
            case JSON -> new Document("n", random.nextInt(3));
        };
    }

    Map<String, Object> filter(int depth) {
        Map<String, Object> filter = new HashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int dice = random.nextInt(depth > 0 ? 6 : 3);
            if (dice < 3) {
                ModelField field = one(model.fields().toArray(ModelField[]::new));
                filter.put(field.name(), condition(field));
            } else if (dice == 3) {
                filter.put("not", filter(depth - 1));
            } else {
                List<Object> filters = new ArrayList<>();
                for (int j = random.nextInt(4); j > 0; j--) {
                    filters.add(filter(depth - 1));
                }
                filter.put(dice == 4 ? "and" : "or", filters);
            }
        }
        return filter;
    }

    private Map<String, Object> condition(ModelField field) {
        List<String> operators = new ArrayList<>(List.of("exists"));
        FieldType single = field.type() instanceof ListType list ? list.element() : field.type();
        if (field.type() instanceof ListType) {
            operators.addAll(List.of("contains", "containsAny"));
        } else {
            operators.addAll(List.of("eq", "ne", "in"));
        }
        boolean ordered = single instanceof ScalarType && single != ScalarType.ID && single != ScalarType.BOOLEAN;
        if (ordered && field.type() == single) {
            operators.addAll(List.of("gt", "gte", "lt", "lte"));
        }
        if (field.name().equals("note")) {
            operators.add("contains");
        }
        String operator = one(operators.toArray(String[]::new));
        Map<String, Object> condition = new HashMap<>();
        condition.put(
                operator,
                switch (operator) {
                    case "exists" -> random.nextBoolean();
                    case "in", "containsAny" ->
                        random.nextInt(5) == 0 ? List.of() : List.of(operand(field, single), operand(field, single));
                    case "eq", "ne" -> random.nextInt(4) == 0 ? null : operand(field, single);
                    default -> operand(field, single);
                });
        return condition;
    }

    private Object operand(ModelField field, FieldType single) {
        if (single == ScalarType.ID && model.key().contains(field.name())) {
            Object id = one(generated.toArray(Document[]::new)).get("_id");
            Object key = id instanceof Document several && model.key().size() > 1 ? several.get(field.name()) : id;
            return key instanceof Document json ? json.toJson().replace(" ", one("", " ")) : String.valueOf(key);
        }
        return value(single);
    }

    @SafeVarargs
    private <T> T one(T... some) {
        return some[random.nextInt(some.length)];
    }
}
