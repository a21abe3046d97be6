package io.howdah.graphql.schema;

import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ScalarType;
import io.howdah.model.View;
import io.howdah.query.Operator;
import io.howdah.query.PageLength;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the SDL that each view brings: its queries, its pages, and what lists are filtered and ordered by. */
final class GeneratedSdl {

    private static final String COMMON = """
            "What lies beyond a page."
            type PageInfo {
              "Whether more documents follow."
              hasNextPage: Boolean!
              "Whether other documents come before."
              hasPreviousPage: Boolean!
              "The cursor of the page's first document."
              startCursor: String
              "The cursor of the page's last document."
              endCursor: String
            }
            """;

    private static final String DIRECTION = """
            "Which comes first."
            enum OrderDirection {
              "The least; an absent value before all others."
              ASC
              "The greatest; an absent value after all others."
              DESC
            }
            """;

    private static final String VIEW = """
            extend type Query {
              "The $Type with this key; null if there is none, or none that you may see."
              $one($key): $Type
              "The $Type documents that you may see, a page at a time; in the order of their keys, unless told otherwise."
              $many($where$order
                "How many from the beginning, or behind after: from 0 to $max, and $default if neither first nor last is given."
                first: Int
                "Only what comes behind this cursor of the same list."
                after: String
                "How many from the end, or before before: from 0 to $max."
                last: Int
                "Only what comes before this cursor of the same list."
                before: String
              ): $TypeConnection!
            }
            "A page of $Type documents."
            type $TypeConnection {
              "The page's documents with their cursors."
              edges: [$TypeEdge!]!
              "The page's documents, without their edges."
              nodes: [$Type!]!
              "What lies beyond the page."
              pageInfo: PageInfo!
              "How many documents the whole list has. It is counted anew each time, so ask for it only where it is shown."
              totalCount: Int!
            }
            "One $Type of a page."
            type $TypeEdge {
              "Its place in this list."
              cursor: String!
              "The $Type itself."
              node: $Type!
            }
            """;

    private static final String WHERE = """

            "Which documents; without it all."
            where: $TypeFilter""";

    private static final String ORDER = """

            "What comes first: the first of these decides, then the next, and last the key."
            orderBy: [$TypeOrder!]""";

    private static final String ORDER_TYPES = """
            "What $Type documents are ordered by."
            input $TypeOrder {
              "The field."
              field: $TypeOrderField!
              "Which comes first."
              direction: OrderDirection! = ASC
            }
            "The fields that $Type documents may be ordered by."
            enum $TypeOrderField { $fields }
            """;

    private static final String FILTER = """
            "Which $Type documents: all conditions must hold."
            input $TypeFilter {
              $fields
              "All of these hold."
              and: [$TypeFilter!]
              "At least one of these holds."
              or: [$TypeFilter!]
              "This does not hold."
              not: $TypeFilter
            }
            """;

    private final StringBuilder sdl = new StringBuilder(COMMON);
    private final Map<String, String> conditions = new LinkedHashMap<>();
    private boolean isOrdered;
    private boolean isChanging;

    void add(View view) {
        isChanging = true;
        List<ModelField> filterable = view.filterable();
        List<ModelField> sortable = view.sortable();
        StringBuilder text = new StringBuilder(VIEW.replace("$where", filterable.isEmpty() ? "" : WHERE)
                .replace("$order", sortable.isEmpty() ? "" : ORDER));
        if (!filterable.isEmpty()) {
            text.append(FILTER.replace(
                    "$fields", filterable.stream().map(this::condition).collect(Collectors.joining("\n"))));
        }
        if (!sortable.isEmpty()) {
            isOrdered = true;
            text.append(ORDER_TYPES.replace(
                    "$fields", sortable.stream().map(ModelField::name).collect(Collectors.joining(" "))));
        }
        text.append(SubscriptionSdl.of(view, filterable.isEmpty() ? "" : WHERE));
        sdl.append(text.toString()
                .replace("$Type", view.name())
                .replace("$one", view.singular())
                .replace("$many", view.plural())
                .replace("$key", key(view))
                .replace("$max", String.valueOf(PageLength.MAX))
                .replace("$default", String.valueOf(PageLength.DEFAULT)));
    }

    private static String key(View view) {
        return view.model().key().stream()
                .map(name -> name + ": "
                        + view.model().field(name).orElseThrow().type().sdlName() + "!")
                .collect(Collectors.joining(", "));
    }

    private String condition(ModelField field) {
        FieldType type = field.type();
        boolean isList = type instanceof ListType;
        FieldType single = type instanceof ListType list ? list.element() : type;
        String name = single.sdlName() + (isList ? "ListCondition" : "Condition");
        conditions.computeIfAbsent(name, absent -> {
            String what = isList ? "A condition on a list of " : "A condition on a ";
            return "\"" + what + single.sdlName() + ": all that is given must hold.\" input " + name + " { "
                    + Operator.of(type).stream()
                            .map(operator -> operator(operator, type, single))
                            .collect(Collectors.joining(" "))
                    + " }\n";
        });
        return "\"A condition on " + field.name() + ".\" " + field.name() + ": " + name;
    }

    private static String operator(Operator operator, FieldType type, FieldType single) {
        String operand = operator == Operator.EXISTS ? ScalarType.BOOLEAN.sdlName() : single.sdlName();
        return "\"" + operator.meaning(type) + "\" " + operator.sdlName() + ": "
                + (operator.takesList() ? "[" + operand + "!]" : operand);
    }

    /** Returns all of it. */
    String text() {
        return sdl
                + (isChanging ? SubscriptionSdl.COMMON : "")
                + (isOrdered ? DIRECTION : "")
                + String.join("", conditions.values());
    }
}
