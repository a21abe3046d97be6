package io.howdah.graphql.execution;

import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.parser.ParsingListener;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.parser.exceptions.ParseCancelledTooManyCharsException;
import graphql.schema.GraphQLSchema;
import graphql.validation.GoodFaithIntrospectionExceeded;
import graphql.validation.OperationValidationRule;
import graphql.validation.QueryComplexityLimits;
import graphql.validation.ValidationError;
import io.howdah.config.GraphQlSettings;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.Errors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Parses a document, checks its limits and validates it. The limits come first, because validation compares fields with
 * each other and its time grows faster than the document. Thread-safe.
 */
final class DocumentCheck {

    /**
     * Maximum length of a name or number. Longer numbers are slow to parse, and longer names would be repeated in every
     * error.
     */
    private static final int MAX_TOKEN_LENGTH = 256;

    private static final int MAX_ERRORS = 20;

    private final GraphQLSchema schema;
    private final GraphQlSettings settings;
    private final OperationLimits limits;
    private final ParserOptions parserOptions;

    DocumentCheck(GraphQLSchema schema, GraphQlSettings settings) {
        this.schema = schema;
        this.settings = settings;
        this.limits = new OperationLimits(settings);
        // graphql-java counts the end of the document as a token.
        this.parserOptions = ParserOptions.getDefaultOperationParserOptions()
                .transform(options ->
                        options.maxTokens(settings.maxTokens() + 1).parsingListener(DocumentCheck::checkToken));
    }

    OperationLimits limits() {
        return limits;
    }

    /** Returns the result for the document of a request; it is independent of variables. */
    CheckedDocument check(ExecutionInput input) {
        try {
            return check(parse(input), input.getLocale());
        } catch (InvalidSyntaxException e) {
            return rejected(List.of(parseError(e)));
        } catch (LimitException e) {
            return rejected(List.of(e.error()));
        } catch (GoodFaithIntrospectionExceeded e) {
            return rejected(List.of(OperationLimits.introspection().error()));
        }
    }

    private static CheckedDocument rejected(List<GraphQLError> errors) {
        return new CheckedDocument(
                new PreparsedDocumentEntry(
                        errors.stream().limit(MAX_ERRORS).map(Errors::shorten).toList()),
                Map.of(),
                false);
    }

    private Document parse(ExecutionInput input) {
        return Parser.parse(ParserEnvironment.newParserEnvironment()
                .document(input.getQuery())
                .parserOptions(parserOptions)
                .locale(input.getLocale())
                .build());
    }

    private static void checkToken(ParsingListener.Token token) {
        String text = Objects.requireNonNullElse(token.getText(), "");
        if (text.length() > MAX_TOKEN_LENGTH && !text.startsWith("\"")) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_PARSE_FAILED,
                    "A name or a number in line " + token.getLine() + " has more than " + MAX_TOKEN_LENGTH
                            + " characters.");
        }
    }

    private GraphQLError parseError(InvalidSyntaxException e) {
        if (e instanceof ParseCancelledTooDeepException) {
            return new LimitException(
                            ErrorCode.GRAPHQL_DEPTH_LIMIT_EXCEEDED,
                            "The document is nested too deeply to be parsed; the maximum depth of fields is "
                                    + settings.maxDepth() + " (" + OperationLimits.MAX_DEPTH + ").")
                    .error();
        }
        if (e instanceof ParseCancelledException || e instanceof ParseCancelledTooManyCharsException) {
            return new LimitException(
                            ErrorCode.GRAPHQL_TOKEN_LIMIT_EXCEEDED,
                            "The document has more than " + settings.maxTokens() + " tokens ("
                                    + OperationLimits.MAX_TOKENS
                                    + "), or " + parserOptions.getMaxWhitespaceTokens()
                                    + " characters of whitespace and comments.")
                    .error();
        }
        return e.toInvalidSyntaxError();
    }

    private CheckedDocument check(Document document, Locale locale) {
        DocumentMeasure measure = new DocumentMeasure(document, settings.maxDepth());
        List<OperationDefinition> operations = document.getDefinitionsOfType(OperationDefinition.class);
        operations.forEach(operation -> limits.check(measure.of(operation)));
        measure.checkSelections();
        new SubscriptionRoots(document).check();
        List<ValidationError> errors = ParseAndValidate.validate(
                schema, document, DocumentCheck::isEnabled, locale, QueryComplexityLimits.NONE);
        return errors.isEmpty()
                ? new CheckedDocument(document, complexities(document, operations))
                : rejected(List.copyOf(errors));
    }

    /** {@link DocumentMeasure} has already found cycles, in less time. */
    private static boolean isEnabled(OperationValidationRule rule) {
        return rule != OperationValidationRule.NO_FRAGMENT_CYCLES;
    }

    private Map<String, Complexity> complexities(Document document, List<OperationDefinition> operations) {
        ComplexityReader reader = new ComplexityReader(schema, document);
        Map<String, Complexity> complexities = new LinkedHashMap<>();
        operations.forEach(operation ->
                complexities.put(Objects.requireNonNullElse(operation.getName(), ""), reader.read(operation)));
        boolean allWithinLimit = complexities.values().stream()
                .allMatch(complexity -> complexity.isConstant() && !limits.isTooComplex(complexity.of(Map.of())));
        return allWithinLimit ? Map.of() : complexities;
    }
}
