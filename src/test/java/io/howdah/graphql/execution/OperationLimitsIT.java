package io.howdah.graphql.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.ErrorClassification;
import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.introspection.IntrospectionQuery;
import graphql.introspection.IntrospectionQueryBuilder;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.howdah.config.GraphQlSettings;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.TestLimits;
import io.howdah.graphql.TestMongo;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the limits of operations: how they count, their messages, and that rejected operations read nothing. */
class OperationLimitsIT {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("test.graphqls", """
            type Node @readModel(collection: "nodes", key: "id") @public {
              id: ID!
              name: String
              label: String @filterable
              tags: [String!] @filterable
              inner: Inner
              stops: [Stop!]
            }
            type Inner { name: String, inner: Inner }
            type Stop { name: String, tags: [String!], goods: [Good!] }
            type Good { name: String }
            """)));

    /** Small, distinct limits, so that tests can reach each one exactly. */
    private static final GraphQlSettings SMALL = new GraphQlSettings(6, 200, 3, 4, 5, 120, true);

    private static TestMongo mongo;

    @BeforeAll
    static void start() {
        mongo = new TestMongo();
        mongo.database().getCollection("nodes").insertOne(new Document("_id", "1").append("id", "1"));
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @BeforeEach
    void clearCommands() {
        mongo.commands();
    }

    @AfterEach
    void assertNothingWasRead() {
        assertThat(mongo.commands()).isEmpty();
    }

    @Test
    void depthCountsNestedFields() {
        // Given three levels of the list itself
        String atTheEdge =
                "{ nodes(first: 0) { nodes { ...Rest } } } fragment Rest on Node { inner { inner { inner { name } } } }";
        String overLimit = atTheEdge.replace("{ name }", "{ inner { name } }");

        // Then
        assertPasses(atTheEdge);
        assertRefused(
                overLimit,
                "GRAPHQL_DEPTH_LIMIT_EXCEEDED",
                "The operation is 7 fields deep; the maximum is 6 (howdah.graphql.max-depth).");
    }

    @Test
    void inlineFragmentsAddNoDepthButMayNotNestWithoutEnd() {
        assertPasses("{ nodes(first: 0) { ... { ... { ... { ... { ... { __typename } } } } } } }");
        assertThat(code(run("{ " + "... { ".repeat(110) + "__typename" + " }".repeat(110) + " }")))
                .isEqualTo("GRAPHQL_TOKEN_LIMIT_EXCEEDED");
        GraphQlSettings manyTokens = new GraphQlSettings(6, 200, 3, 4, 5, 5_000, true);
        assertThat(code(run(
                        manyTokens, "{ " + "... { ".repeat(110) + "__typename" + " }".repeat(110) + " }", Map.of())))
                .isEqualTo("GRAPHQL_DEPTH_LIMIT_EXCEEDED");
    }

    @Test
    void aliasesAreCountedWhereverTheyAreSpread() {
        assertPasses("{ a: __typename b: __typename c: __typename }");
        assertRefused(
                "{ nodes(first: 0) { nodes { ...A inner { inner { ...B } } inner { ...B } } } }"
                        + " fragment A on Node { x: name y: id } fragment B on Inner { z: name }",
                "GRAPHQL_ALIAS_LIMIT_EXCEEDED",
                "The operation has 4 aliases; the maximum is 3 (howdah.graphql.max-aliases).");
    }

    @Test
    void rootFieldsAreCountedThroughFragments() {
        assertPasses("{ __typename ...A } fragment A on Query { __typename ... { __typename __typename } }");
        assertRefused(
                "{ __typename ...A ...A } fragment A on Query { __typename ... { __typename } }",
                "GRAPHQL_ROOT_FIELD_LIMIT_EXCEEDED",
                "The operation selects 5 root fields; the maximum is 4 (howdah.graphql.max-root-fields).");
    }

    @Test
    void fieldsOfASelectionAreCountedThroughFragments() {
        GraphQlSettings large = new GraphQlSettings(6, 20_000, 3, 4, 5, 5_000, true);
        String fields = "{ nodes(first: 1) { nodes { " + "id ".repeat(900) + "...F ... { " + "id ".repeat(50)
                + "} } } } fragment F on Node { " + "id ".repeat(50) + "}";

        assertThat(run(large, fields, Map.of())).doesNotContainKey("errors");
        assertThat(run(large, fields.replace("...F", "id ...F"), Map.of()).toString())
                .contains("A selection has 1001 fields, including those of its fragments; the maximum is 1000.")
                .contains("GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED");
        mongo.commands();
    }

    @Test
    void directivesAreCountedEverywhere() {
        String operation = "query A($s: Boolean = false) { __typename @skip(if: $s) @include(if: true)"
                + " ... @include(if: true) { __typename } ...F @include(if: true) }"
                + " fragment F on Query { __typename @skip(if: false) }";
        assertPasses(operation);
        assertRefused(
                operation.replace("skip(if: false)", "skip(if: false) @include(if: true)"),
                "GRAPHQL_DIRECTIVE_LIMIT_EXCEEDED",
                "The operation has 6 directives; the maximum is 5 (howdah.graphql.max-directives).");
    }

    @Test
    void tokensAreCountedInTheWholeDocument() {
        assertThat(code(run("{ " + "__typename ".repeat(118) + "}"))).isEqualTo("GRAPHQL_ROOT_FIELD_LIMIT_EXCEEDED");
        assertRefused(
                "{ " + "__typename ".repeat(119) + "}",
                "GRAPHQL_TOKEN_LIMIT_EXCEEDED",
                "The document has more than 120 tokens (howdah.graphql.max-tokens), or 200000 characters of"
                        + " whitespace and comments.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { __typename }                                                                   | 1
            { node(id: 1) { id name } }                                                      | 3
            { nodes(first: 7) { nodes { id name } } }                                        | 16
            { nodes(first: 7) { edges { node { id name } } nodes { id } pageInfo { hasNextPage } } } | 33
            { nodes(first: 0) { nodes { id } } }                                             | 3
            { nodes { nodes { id } } }                                                       | 22
            { nodes(first: null) { nodes { id } } }                                          | 22
            { nodes(first: 100) { __typename } }                                             | 2
            { node(id: 1) { stops { name } } }                                               | 22
            { node(id: 1) { stops { goods { name } tags } } }                                | 442
            { nodes(first: 3) { ...C } } fragment C on NodeConnection { nodes { ...N } } fragment N on Node { id name } | 8
            query ($n: Int = 9) { nodes(first: $n) { nodes { id } } }                        | 11
            query ($n: Int) { nodes(first: $n) { nodes { id } } }                            | 22
            { __schema { types { fields { name } } } }                                       | 4
            """)
    void listsMultiplyWhatIsBelowThem(String query, long complexity) {
        assertComplexity(query, Map.of(), complexity);
    }

    @Test
    void pageLengthsInVariablesAreCounted() {
        String query = "query ($n: Int = 5) { nodes(first: $n) { nodes { stops { name } } } }";
        Map<String, Object> nullVariable = new HashMap<>();
        nullVariable.put("n", null);

        // Then
        assertComplexity(query, Map.of("n", 3), 1 + 1 + 3 * (1 + 20));
        assertComplexity(query, Map.of(), 1 + 1 + 5 * (1 + 20));
        assertComplexity(query, nullVariable, 1 + 1 + 5 * (1 + 20));
        assertComplexity(query, Map.of("n", 100), 1 + 1 + 100 * (1 + 20));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { nodes(where: {}) { __typename } }                                                              | 2
            { nodes(where: {label: {eq: "a"}}) { __typename } }                                              | 12
            { nodes(where: {label: {eq: "a", ne: null}, not: {label: {exists: true}}}) { __typename } }      | 32
            { nodes(where: {or: [{label: {in: ["a", "b"]}}, {label: {contains: "x"}}]}) { __typename } }     | 162
            { nodes(where: {tags: {containsAny: "a"}}) { __typename } }                                      | 12
            { a: nodes(where: {label: {eq: "a"}}) { __typename } nodes(where: {label: {eq: "b"}}) { __typename } } | 24
            """)
    void filtersCostByTheirContent(String query, long complexity) {
        assertComplexity(query, Map.of(), complexity);
    }

    @Test
    void filtersInVariablesAreCounted() {
        String whole = "query ($w: NodeFilter = {label: {eq: \"a\"}}) { nodes(where: $w) { __typename } }";
        String part = "query ($in: [String!]) { nodes(where: {label: {in: $in}}) { __typename } }";
        Map<String, Object> nullVariable = new HashMap<>();
        nullVariable.put("w", null);

        // Then
        assertComplexity(whole, Map.of(), 2 + 10);
        assertComplexity(whole, nullVariable, 2);
        assertComplexity(whole, Map.of("w", Map.of("label", Map.of("contains", "x".repeat(250)))), 2 + 105 + 2);
        assertComplexity(part, Map.of("in", List.of("a", "b", "c")), 2 + 10 + 30);
    }

    @Test
    void complexityIsThatOfTheRequestedOperation() {
        // Given
        String query =
                "query Small { nodes(first: 1) { nodes { id } } } query Large { nodes(first: 100) { nodes { id name } } }";

        // Then
        assertThat(run(SMALL, query, "Small", Map.of())).doesNotContainKey("errors");
        mongo.commands();
        assertThat(code(run(SMALL, query, "Large", Map.of()))).isEqualTo("GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED");
        assertThat(code(run(SMALL, query, "", Map.of()))).isEqualTo("OPERATION_RESOLUTION_FAILURE");
        assertThat(code(run(SMALL, query, "None", Map.of()))).isEqualTo("OPERATION_RESOLUTION_FAILURE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "-1", "1e9", "9223372036854775808"})
    void invalidLengthsAreRejected(String first) {
        assertThat(code(run("{ nodes(first: " + first + ") { nodes { id } } }")))
                .isIn("GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT");
    }

    @Test
    void fragmentsThatDoubleAreRefusedAtOnce() {
        // Given 2^1000 fields
        String bomb = IntStream.range(0, 100)
                        .mapToObj(i -> "fragment F%d on Query { ...F%d ...F%d }".formatted(i, i + 1, i + 1))
                        .collect(Collectors.joining(" "))
                + " fragment F100 on Query { __typename } { ...F0 }";
        GraphQlSettings large = new GraphQlSettings(100, 1_000_000, 30, 10_000, 50, 50_000, true);

        // Then
        assertThat(code(run(large, bomb, Map.of()))).isEqualTo("GRAPHQL_ROOT_FIELD_LIMIT_EXCEEDED");
    }

    @Test
    @Timeout(30)
    void fieldsWhoseMergingMultipliesAreRefusedAtOnce() {
        // Given five types that are each merged with the interface's fields at twelve levels
        String types = IntStream.range(0, 5)
                .mapToObj(i -> "type A%d implements N { n: N, id: ID }".formatted(i))
                .collect(Collectors.joining(" "));
        GraphQLSchema schema = new SchemaGenerator()
                .makeExecutableSchema(
                        new SchemaParser().parse("type Query { n: N } interface N { n: N, id: ID } " + types),
                        RuntimeWiring.MOCKED_WIRING);
        DocumentCheck check = new DocumentCheck(schema, TestLimits.DEFAULTS);

        // Then
        assertThat(errors(check, "{ n { " + merged(12) + " } }"))
                .containsExactly(ErrorCode.GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED);
        assertThat(errors(check, "{ n { " + merged(2) + " } }")).isEmpty();
    }

    private static String merged(int levels) {
        if (levels == 0) {
            return "id";
        }
        String chain = "n { ".repeat(levels) + "id" + " }".repeat(levels);
        return IntStream.range(0, 5)
                        .mapToObj(i -> "... on A%d { %s }".formatted(i, chain))
                        .collect(Collectors.joining(" "))
                + " n { " + merged(levels - 1) + " }";
    }

    private static List<ErrorClassification> errors(DocumentCheck check, String query) {
        PreparsedDocumentEntry entry =
                check.check(ExecutionInput.newExecutionInput(query).build()).entry();
        return entry.hasErrors()
                ? entry.getErrors().stream().map(GraphQLError::getErrorType).toList()
                : List.of();
    }

    @Test
    void cyclesOfFragmentsAreRejected() {
        assertRefused(
                "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
                "GRAPHQL_VALIDATION_FAILED",
                "Fragment spreads form a cycle.");
    }

    @Test
    void introspectionOfToolsPasses() {
        String graphiQl = IntrospectionQueryBuilder.build(IntrospectionQueryBuilder.Options.defaultOptions()
                .inputValueDeprecation(true)
                .specifiedByUrl(true)
                .isOneOf(true)
                .schemaDescription(true)
                .typeRefFragmentDepth(9));
        for (String query : List.of(graphiQl, IntrospectionQuery.INTROSPECTION_QUERY)) {
            assertThat(run(TestLimits.DEFAULTS, query, Map.of()))
                    .doesNotContainKey("errors")
                    .containsKey("data");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ __schema { types { fields { type { fields { name } } } } } }",
                "{ __schema { types { ...A } } } fragment A on __Type { fields { type { interfaces { fields { name } } } } }",
                "{ __schema { types { name } } __schema { types { kind } } }"
            })
    void introspectionInCirclesIsRejected(String query) {
        assertThat(code(run(TestLimits.DEFAULTS, query, Map.of()))).isEqualTo("GRAPHQL_INTROSPECTION_LIMIT_EXCEEDED");
    }

    @Test
    void deepIntrospectionIsRejected() {
        String query = "{ __type(name: \"Node\") { " + "ofType { ".repeat(20) + "name" + " }".repeat(20) + " } }";
        assertThat(code(run(TestLimits.DEFAULTS, query, Map.of()))).isEqualTo("GRAPHQL_INTROSPECTION_LIMIT_EXCEEDED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ __schema { queryType { name } } }",
                "{ x: __type(name: \"Node\") { name } }",
                "{ ...A } fragment A on Query { ... { __schema { queryType { name } } } }",
                "query A { __typename } query B { __schema { queryType { name } } }"
            })
    void introspectionCanBeDisabled(String query) {
        GraphQlSettings closed = new GraphQlSettings(15, 10_000, 30, 20, 50, 5_000, false);
        Map<String, Object> response = run(closed, query, "A", Map.of());
        assertThat(code(response)).isEqualTo("GRAPHQL_INTROSPECTION_DISABLED");
        assertThat(response).doesNotContainKey("data");
        assertThat(run(closed, "{ __typename nodes(first: 1) { __typename } }", Map.of()))
                .doesNotContainKey("errors");
        mongo.commands();
    }

    @Test
    void namesAndNumbersHaveAMaximumLength() {
        String name = "a".repeat(257);
        assertThat(code(run("{ " + name.substring(1) + ": __typename }"))).isEmpty();
        assertThat(code(run("{ " + name + ": __typename }"))).isEqualTo("GRAPHQL_PARSE_FAILED");
        assertThat(code(run("{ nodes(first: " + "1".repeat(257) + ") { __typename } }")))
                .isEqualTo("GRAPHQL_PARSE_FAILED");
        assertThat(code(run("{ node(id: \"" + name + "\") { __typename } }"))).isEmpty();
        mongo.commands();
    }

    @Test
    void errorsQuoteLittle() {
        Map<String, Object> response =
                run(TestLimits.DEFAULTS, "{ " + "nope(x: \"" + "y".repeat(1_000) + "\") ".repeat(20) + "}", Map.of());
        assertThat(response.toString()).hasSizeLessThan(20 * 600);
    }

    private static void assertPasses(String query) {
        assertThat(run(query)).doesNotContainKey("errors").containsKey("data");
        mongo.commands();
    }

    private static void assertRefused(String query, String code, String message) {
        assertThat(run(query))
                .isEqualTo(Map.of("errors", List.of(Map.of("message", message, "extensions", Map.of("code", code)))));
    }

    /** Finds the complexity by the smallest limit that accepts it. */
    private static void assertComplexity(String query, Map<String, Object> variables, long complexity) {
        int limit = (int) complexity;
        Map<String, Object> overLimit = run(settings(limit - 1), query, variables);
        if (limit > 1) {
            assertThat(code(overLimit)).as("%s", overLimit).isEqualTo("GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED");
            assertThat(overLimit.toString())
                    .contains("has a complexity of " + complexity + "; the maximum is " + (limit - 1));
            assertThat(mongo.commands()).isEmpty();
        }
        assertThat(run(settings(limit), query, variables)).doesNotContainKey("errors");
        mongo.commands();
    }

    private static GraphQlSettings settings(int complexity) {
        return new GraphQlSettings(15, complexity, 30, 20, 50, 5_000, true);
    }

    private static Map<String, Object> run(String query) {
        return run(SMALL, query, Map.of());
    }

    private static Map<String, Object> run(GraphQlSettings settings, String query, Map<String, Object> variables) {
        return run(settings, query, "", variables);
    }

    private static Map<String, Object> run(
            GraphQlSettings settings, String query, String operation, Map<String, Object> variables) {
        return mongo.engine(MODELS, settings)
                .execute(new GraphQlRequest(query, operation, variables, Map.of()))
                .join();
    }

    /** Returns the code of the first error, or "". */
    private static String code(Map<String, Object> response) {
        return new ObjectMapper()
                .valueToTree(response)
                .at("/errors/0/extensions/code")
                .asText();
    }
}
