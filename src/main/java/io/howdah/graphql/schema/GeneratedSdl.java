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

/** Generates the SDL of views: queries, pages, filters and orders. */
final class GeneratedSdl {

    private static final String COMMON = """
            "Position of a page in its list."
            type PageInfo {
              "Whether more documents follow."
              hasNextPage: Boolean!
              "Whether documents precede the page."
              hasPreviousPage: Boolean!
              "The cursor of the page's first document."
              startCursor: String
              "The cursor of the page's last document."
              endCursor: String
            }
            """;

    private static final String DIRECTION = """
            "The sort direction."
            enum OrderDirection {
              "Ascending; missing values first."
              ASC
              "Descending; missing values last."
              DESC
            }
            """;

    private static final String VIEW = """
            extend type Query {
              "The $Type with this key; null if it doesn't exist or you may not see it."
              $one($key): $Type
              "A page of the $Type documents that you may see. The default order is by key."
              $many($where$order
                "Number of documents from the start, or after the cursor: 0 to $max; $default if neither first nor last is given."
                first: Int
                "Only documents after this cursor of the same list."
                after: String
                "Number of documents from the end, or before the cursor: 0 to $max."
                last: Int
                "Only documents before this cursor of the same list."
                before: String
              ): $TypeConnection!
            }
            "A page of $Type documents."
            type $TypeConnection {
              "The page's documents with their cursors."
              edges: [$TypeEdge!]!
              "The page's documents, without cursors."
              nodes: [$Type!]!
              "The page's position in the list."
              pageInfo: PageInfo!
              "The number of documents in the whole list. Each request counts them again, so select it only if you show it."
              totalCount: Int!
            }
            "A $Type document of a page."
            type $TypeEdge {
              "The document's cursor in this list."
              cursor: String!
              "The $Type document."
              node: $Type!
            }
            """;

    private static final String WHERE = """

            "Filters the documents. Without it, all match."
            where: $TypeFilter""";

    private static final String ORDER = """

            "The sort order: the first field decides, then the next ones, and finally the key."
            orderBy: [$TypeOrder!]""";

    private static final String ORDER_TYPES = """
            "A field to sort $Type documents by."
            input $TypeOrder {
              "The field."
              field: $TypeOrderField!
              "The sort direction."
              direction: OrderDirection! = ASC
            }
            "The sortable fields of $Type."
            enum $TypeOrderField { $fields }
            """;

    private static final String FILTER = """
            "A filter of $Type documents: all conditions must hold."
            input $TypeFilter {
              $fields
              "All of these filters match."
              and: [$TypeFilter!]
              "At least one of these filters matches."
              or: [$TypeFilter!]
              "This filter doesn't match."
              not: $TypeFilter
            }
            """;

    private final StringBuilder sdl = new StringBuilder(COMMON);
    private final Map<String, String> conditions = new LinkedHashMap<>();
    private boolean isOrdered;
    private boolean hasSubscriptions;

    void add(View view) {
        hasSubscriptions = true;
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
            String prefix = isList ? "A condition on a list of " : "A condition on a ";
            return "\"" + prefix + single.sdlName() + ": all given operators must hold.\" input " + name + " { "
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

    /** Returns the generated SDL. */
    String text() {
        return sdl
                + (hasSubscriptions ? SubscriptionSdl.COMMON : "")
                + (isOrdered ? DIRECTION : "")
                + String.join("", conditions.values());
    }
}
