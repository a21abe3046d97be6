package io.howdah.tools.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.graphql.schema.SchemaChange;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Effect of a change of a JSON schema, if the server sends the value and if it receives it. */
class SchemasTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {type: 'string'} | {type: 'string', description: 'x'} | none | | none
            {type: 'string'} | {type: 'integer'} | breaking | it is integer, was string | breaking
            {type: 'string'} | {type: ['string', 'null']} | breaking | it is string or null, was string | safe
            {type: ['string', 'null']} | {type: 'string'} | safe | it is string, was string or null | breaking
            {anyOf: [{type: 'string'}, {type: 'null'}]} | {type: 'string'} | safe | it is string, was string or null | breaking
            {type: 'integer'} | {type: 'number'} | breaking | it is number, was integer | safe
            {type: 'integer', format: 'int32'} | {type: 'integer', format: 'int64'} | breaking | it is integer (int64), was integer (int32) | safe
            {type: 'integer', format: 'int32'} | {type: 'number', format: 'double'} | breaking | it is number (double), was integer (int32) | safe
            {type: 'string'} | {type: 'string', format: 'date'} | safe | it is string (date), was string | breaking
            {type: 'string', format: 'date'} | {type: 'string', format: 'time'} | breaking | it is string (time), was string (date) | breaking
            {} | {type: 'string'} | safe | it is string, was anything | breaking
            {type: 'string'} | {} | breaking | it is anything, was string | safe
            {type: 'string'} | {type: 'string', deprecated: true} | safe | it is deprecated | safe
            {properties: {a: {}}} | {properties: {}} | breaking | property of.a is gone | breaking
            {properties: {}} | {properties: {a: {}}} | safe | property of.a is new | safe
            {properties: {}} | {properties: {a: {}}, required: ['a']} | safe | property of.a is new | none
            {properties: {a: {}}, required: ['a']} | {properties: {a: {}}} | breaking | property of.a is no longer required | safe
            {properties: {a: {}}} | {properties: {a: {}}, required: ['a']} | safe | property of.a is required now | breaking
            {properties: {a: {properties: {b: {}}}}} | {properties: {a: {properties: {}}}} | breaking | property of.a.b is gone | breaking
            {items: {type: 'string'}} | {items: {type: 'integer'}} | breaking | it[] is integer, was string | breaking
            {items: {properties: {b: {}}}} | {items: {properties: {}}} | breaking | property of[].b is gone | breaking
            {additionalProperties: {type: 'string'}} | {additionalProperties: {type: 'integer'}} | breaking | it.* is integer, was string | breaking
            {} | {additionalProperties: false} | safe | it no longer allows other properties | breaking
            {additionalProperties: false} | {} | dangerous | it now allows other properties | safe
            {enum: ['A', 'B']} | {enum: ['A']} | safe | enum value of.B is gone | breaking
            {enum: ['A']} | {enum: ['B', 'A', null]} | dangerous | enum value of.B is new | safe
            {enum: ['A']} | {} | dangerous | it is no longer limited to A | safe
            {} | {enum: ['B', 'A']} | safe | it is limited to A, B | breaking
            {maximum: 10} | {maximum: 9.5} | safe | it has the maximum 9.5, had 10 | breaking
            {maxLength: 10} | {maxLength: 100} | dangerous | it has the maxLength 100, had 10 | safe
            {minimum: 10} | {minimum: 11} | safe | it has the minimum 11, had 10 | breaking
            {minItems: 1} | {} | dangerous | it has the minItems none, had 1 | safe
            {} | {pattern: 'a'} | safe | it has the pattern a, had none | breaking
            {pattern: 'a'} | {pattern: 'b'} | dangerous | it has the pattern b, had a | breaking
            {default: 20} | {default: 10} | none | it has the default 10, had 20 | dangerous
            {oneOf: [{$ref: '#/A'}, {$ref: '#/B'}]} | {oneOf: [{$ref: '#/A'}, {$ref: '#/D'}, {$ref: '#/B'}]} | dangerous | D is now one of of | safe
            {oneOf: [{$ref: '#/A'}, {$ref: '#/D'}, {$ref: '#/B'}]} | {oneOf: [{$ref: '#/A'}, {$ref: '#/B'}]} | safe | D is no longer one of of | breaking
            {oneOf: [{$ref: '#/A'}, {$ref: '#/B'}]} | {type: 'string'} | breaking | it is string, was one of A, B | breaking
            {allOf: [{$ref: '#/A'}], description: 'x'} | {$ref: '#/A'} | none | | none
            {allOf: [{properties: {a: {}}}, {properties: {b: {}}}]} | {properties: {a: {}}} | breaking | property of.b is gone | breaking
            {$ref: '#/A'} | {$ref: '#/B'} | safe | property A.b is new | safe
            {properties: {x: {$ref: '#/A'}, y: {$ref: '#/A'}}} | {properties: {x: {$ref: '#/D'}, y: {$ref: '#/D'}}} | breaking | property A.a is gone | breaking
            """)
    void changeHasAnEffectForEachDirection(String before, String after, String sent, String what, String taken)
            throws JsonProcessingException {
        assertThat(effects(before, after, Direction.SENT, what)).isEqualTo(sent);
        assertThat(effects(before, after, Direction.TAKEN, what)).isEqualTo(taken);
    }

    @Test
    void newRequiredInputBreaks() throws JsonProcessingException {
        assertThat(changes("{properties: {}}", "{properties: {a: {}}, required: ['a']}", Direction.TAKEN))
                .containsExactly(new SchemaChange(SchemaChange.Effect.BREAKING, "property of.a is new, and required"));
    }

    @Test
    void typeThatContainsItselfIsComparedOnce() throws JsonProcessingException {
        // Given the same cycle, as a component and written out once more
        String ring = "{$ref: '#/Ring'}";
        String longer = "{properties: {next: {$ref: '#/Ring'}, value: {type: 'string'}}}";

        // Then
        assertThat(changes(ring, ring, Direction.SENT)).isEmpty();
        assertThat(changes(ring, longer, Direction.SENT)).isEmpty();
        assertThat(changes(longer, "{$ref: '#/Longer'}", Direction.TAKEN)).isEmpty();
    }

    private static String effects(String before, String after, Direction direction, String what)
            throws JsonProcessingException {
        return changes(before, after, direction).stream()
                .filter(change -> change.what().equals(what))
                .map(change -> change.effect().name().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("none");
    }

    private static List<SchemaChange> changes(String before, String after, Direction direction)
            throws JsonProcessingException {
        JsonNode components = Edited.read("""
                {
                  A: {properties: {a: {}}},
                  B: {properties: {a: {}, b: {}}},
                  D: {properties: {d: {}}},
                  Ring: {properties: {next: {$ref: '#/Ring'}, value: {type: 'string'}}},
                  Longer: {properties: {
                    next: {properties: {next: {$ref: '#/Longer'}, value: {type: 'string'}}},
                    value: {type: 'string'}}}
                }""");
        JsonNode former = Edited.read(before);
        JsonNode present = Edited.read(after);
        Changes changes = new Changes();
        new Schemas(components, components, changes).compare("it", "of", former, present, direction);
        return changes.all();
    }
}
