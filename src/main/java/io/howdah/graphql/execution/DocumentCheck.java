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
 * Parses a document, holds it to the limits, and validates it, in this order: validation compares fields with one another, and
 * takes time that grows faster than the document.
 */
final class DocumentCheck {

    /** The longest name or number. Longer numbers take long to read, and longer names would be repeated in each error. */
    private static final int MAX_WORD = 256;

    private static final int MAX_ERRORS = 20;

    private final GraphQLSchema schema;
    private final GraphQlSettings settings;
    private final OperationLimits limits;
    private final ParserOptions parsing;

    DocumentCheck(GraphQLSchema schema, GraphQlSettings settings) {
        this.schema = schema;
        this.settings = settings;
        this.limits = new OperationLimits(settings);
        // The end counts as a token to graphql-java.
        this.parsing = ParserOptions.getDefaultOperationParserOptions()
                .transform(options ->
                        options.maxTokens(settings.maxTokens() + 1).parsingListener(DocumentCheck::checkWord));
    }

    OperationLimits limits() {
        return limits;
    }

    /** Returns what is to be known of the document of a request, whatever its variables are. */
    CheckedDocument check(ExecutionInput input) {
        try {
            return check(parse(input), input.getLocale());
        } catch (InvalidSyntaxException e) {
            return refused(List.of(cancelled(e)));
        } catch (LimitException e) {
            return refused(List.of(e.error()));
        } catch (GoodFaithIntrospectionExceeded e) {
            return refused(List.of(OperationLimits.introspection().error()));
        }
    }

    private static CheckedDocument refused(List<GraphQLError> errors) {
        return new CheckedDocument(
                new PreparsedDocumentEntry(
                        errors.stream().limit(MAX_ERRORS).map(Errors::shorten).toList()),
                Map.of(),
                false);
    }

    private Document parse(ExecutionInput input) {
        return Parser.parse(ParserEnvironment.newParserEnvironment()
                .document(input.getQuery())
                .parserOptions(parsing)
                .locale(input.getLocale())
                .build());
    }

    private static void checkWord(ParsingListener.Token token) {
        String text = Objects.requireNonNullElse(token.getText(), "");
        if (text.length() > MAX_WORD && !text.startsWith("\"")) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_PARSE_FAILED,
                    "A name or a number in line " + token.getLine() + " has more than " + MAX_WORD + " characters.");
        }
    }

    private GraphQLError cancelled(InvalidSyntaxException e) {
        if (e instanceof ParseCancelledTooDeepException) {
            return new LimitException(
                            ErrorCode.GRAPHQL_DEPTH_LIMIT_EXCEEDED,
                            "The document is nested too deeply to be read; fields may be " + settings.maxDepth()
                                    + " deep (" + OperationLimits.MAX_DEPTH + ").")
                    .error();
        }
        if (e instanceof ParseCancelledException || e instanceof ParseCancelledTooManyCharsException) {
            return new LimitException(
                            ErrorCode.GRAPHQL_TOKEN_LIMIT_EXCEEDED,
                            "The document has more than " + settings.maxTokens() + " tokens ("
                                    + OperationLimits.MAX_TOKENS
                                    + "), or " + parsing.getMaxWhitespaceTokens()
                                    + " characters of white space and comments.")
                    .error();
        }
        return e.toInvalidSyntaxError();
    }

    private CheckedDocument check(Document document, Locale locale) {
        DocumentMeasure measure = new DocumentMeasure(document, settings.maxDepth());
        List<OperationDefinition> operations = document.getDefinitionsOfType(OperationDefinition.class);
        operations.forEach(operation -> limits.check(measure.of(operation)));
        new SubscriptionRoots(document).check();
        List<ValidationError> errors = ParseAndValidate.validate(
                schema, document, DocumentCheck::isToBeValidated, locale, QueryComplexityLimits.NONE);
        return errors.isEmpty()
                ? new CheckedDocument(document, complexities(document, operations))
                : refused(List.copyOf(errors));
    }

    /** Circles are found before, in less time. */
    private static boolean isToBeValidated(OperationValidationRule rule) {
        return rule != OperationValidationRule.NO_FRAGMENT_CYCLES;
    }

    private Map<String, Complexity> complexities(Document document, List<OperationDefinition> operations) {
        ComplexityReader reader = new ComplexityReader(schema, document);
        Map<String, Complexity> read = new LinkedHashMap<>();
        operations.forEach(
                operation -> read.put(Objects.requireNonNullElse(operation.getName(), ""), reader.read(operation)));
        boolean settled = read.values().stream()
                .allMatch(complexity -> complexity.isKnown() && !limits.isTooComplex(complexity.of(Map.of())));
        return settled ? Map.of() : read;
    }
}
