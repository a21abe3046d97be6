package io.howdah.model;

import graphql.language.Definition;
import graphql.language.NonNullType;
import graphql.language.SourceLocation;
import graphql.language.Type;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.MultiSourceReader;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Parses SDL into definitions with file, line and column. */
final class Sdl {

    private static final String DIRECTIVES = "/howdah/directives.graphqls";

    private Sdl() {}

    /** Returns Howdah's directives and scalars, which every SDL file may use. */
    static SdlSource directives() {
        try (InputStream file = Objects.requireNonNull(Sdl.class.getResourceAsStream(DIRECTIVES), DIRECTIVES)) {
            return new SdlSource("howdah/directives.graphqls", new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the definitions of a text. A syntax error becomes a problem. */
    @SuppressWarnings("rawtypes") // as graphql-java declares it
    static List<Definition> parse(SdlSource source, SdlProblems problems) {
        if (source.text().replaceAll("(?m)#.*$", "").isBlank()) {
            return List.of();
        }
        ParserEnvironment environment = ParserEnvironment.newParserEnvironment()
                .document(MultiSourceReader.newMultiSourceReader()
                        .string(source.text(), source.name())
                        .trackData(true)
                        .build())
                .parserOptions(ParserOptions.getDefaultSdlParserOptions())
                .build();
        try {
            return Parser.parse(environment).getDefinitions();
        } catch (InvalidSyntaxException e) {
            SourceLocation location = e.getLocation();
            String near = e.getOffendingToken() == null ? "" : " at '" + e.getOffendingToken() + "'";
            problems.addSyntax(
                    location == null ? new SourceLocation(1, 1, source.name()) : location,
                    "this is not SDL" + near,
                    "correct the text here or just before");
            return List.of();
        }
    }

    /** Returns the type without its {@code !}. */
    static Type<?> nullable(Type<?> type) {
        return type instanceof NonNullType nonNull ? nonNull.getType() : type;
    }

    static boolean isNonNull(Type<?> type) {
        return type instanceof NonNullType;
    }
}
