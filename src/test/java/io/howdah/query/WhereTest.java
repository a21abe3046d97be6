package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.DocumentFilter;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the meaning of each operator and its query. */
class WhereTest {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("where.graphqls", """
            enum Kind { ALPHA BETA }
            type Item @readModel(collection: "items", key: "id") @public {
              id: ID! @filterable
              s: String @filterable
              i: Int @filterable
              f: Float @filterable
              d: Decimal @filterable
              b: Boolean @filterable
              t: DateTime @filterable
              k: Kind @filterable
              many: [String] @filterable
              secret: String @filterable @readers(roles: ["support"])
            }
            type Foreign @readModel(collection: "foreign", key: "id", external: true) @public {
              id: ID! @filterable
              price: Decimal @filterable
              many: [ID] @filterable
            }
            type Seat @readModel(collection: "seats", key: ["hall", "row"], external: true) @public {
              hall: ID! @filterable
              row: Int! @filterable
            }
            """)));
    private static final ReadModel ITEM = MODELS.get("Item");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {s: {eq: 'a'}} | {s: 'a'} | {s: 'A'}
            {s: {eq: 'a'}} | {s: ['b', 'a']} | {}
            {s: {eq: null}} | {} | {s: ''}
            {s: {eq: null}} | {s: null} | {s: []}
            {s: {ne: null}} | {s: ''} | {}
            {s: {ne: 'a'}} | {} | {s: 'a'}
            {s: {ne: 'a'}} | {s: ['b']} | {s: ['b', 'a']}
            {s: {in: ['a', 'b']}} | {s: 'b'} | {s: 'c'}
            {s: {in: ['a', 'b']}} | {s: 'a'} | {}
            {or: [{s: {in: []}}, {i: {eq: 1}}]} | {i: 1} | {s: 'a'}
            {s: {contains: '.*'}} | {s: 'a.*b'} | {s: 'ab'}
            {s: {contains: 'b'}} | {s: ['a', 'abc']} | {s: 7}
            {s: {exists: true}} | {s: 'a'} | {s: null}
            {s: {exists: false}} | {} | {s: 'a'}
            {s: {gt: 'a', lte: 'c'}} | {s: 'b'} | {s: 'd'}
            {s: {gte: 'a'}} | {s: 'a'} | {s: 9}
            {s: {gt: '\uFFFD'}} | {s: '\uD83D\uDE00'} | {s: '\uD7FF'}
            {s: {lt: '\uD83D\uDE00'}} | {s: '\uFFFD'} | {s: '\uD83D\uDE01'}
            {i: {eq: 1}} | {i: {$numberLong: '1'}} | {i: 2}
            {i: {eq: 1}} | {i: 1.0} | {i: 1.5}
            {i: {lt: 1}} | {i: -1} | {}
            {i: {gte: 1}} | {i: [0, 2]} | {i: [0, -2]}
            {f: {eq: 0.0}} | {f: -0.0} | {f: 0.1}
            {f: {lt: 5.0}} | {f: {$numberDouble: '-Infinity'}} | {f: {$numberDouble: 'NaN'}}
            {f: {gt: 5.0}} | {f: {$numberDouble: 'Infinity'}} | {f: {$numberDouble: 'NaN'}}
            {f: {gte: {$numberDouble: 'NaN'}}} | {f: {$numberDouble: 'NaN'}} | {f: 5.0}
            {f: {lt: {$numberDouble: 'Infinity'}}} | {f: {$numberDecimal: '1E+400'}} | {f: {$numberDecimal: 'Infinity'}}
            {d: {eq: {$numberDecimal: '1.50'}}} | {d: {$numberDecimal: '1.5'}} | {d: {$numberDecimal: '1.51'}}
            {d: {eq: {$numberDecimal: '0.1'}}} | {d: {$numberDecimal: '0.10'}} | {d: 0.1}
            {d: {lt: {$numberDecimal: '2'}}} | {d: 1} | {d: {$numberLong: '2'}}
            {b: {eq: false}} | {b: false} | {}
            {t: {gt: {$date: '2026-01-01T00:00:00Z'}}} | {t: {$date: '2026-01-01T00:00:00.001Z'}} | {t: 1900000000000}
            {k: {in: ['ALPHA']}} | {k: 'ALPHA'} | {k: 'BETA'}
            {many: {contains: 'a'}} | {many: ['b', 'a']} | {many: []}
            {many: {contains: 'a'}} | {many: 'a'} | {many: ['ab', ['a']]}
            {many: {containsAny: ['a', 'b']}} | {many: [null, 'b']} | {many: ['c']}
            {many: {exists: true}} | {many: []} | {}
            {many: {exists: true}} | {many: [null]} | {s: 'a'}
            {many: {exists: false}} | {} | {many: []}
            {s: {eq: 'a'}, i: {eq: 1}} | {s: 'a', i: 1} | {s: 'a', i: 2}
            {and: [{s: {eq: 'a'}}, {i: {eq: 1}}]} | {s: 'a', i: 1} | {s: 'a'}
            {or: [{s: {eq: 'a'}}, {i: {eq: 1}}]} | {s: 'b', i: 1} | {s: 'b'}
            {or: [{or: []}, {i: {eq: 1}}]} | {i: 1} | {s: 'a'}
            {not: {s: {eq: 'a'}, i: {eq: 1}}} | {s: 'a', i: 2} | {s: 'a', i: 1}
            {not: {i: {gt: 1}}} | {} | {i: 2}
            """)
    void conditionHoldsForTheOneAndNotForTheOther(String where, String one, String other) {
        // When
        DocumentFilter filter = parse(where);

        // Then
        assertThat(filter.matches(Document.parse(one))).as(one).isTrue();
        assertThat(filter.matches(Document.parse(other))).as(other).isFalse();
    }

    /** Page cursors are bound to the query's text, so it must not vary. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {} | {}
            {s: {}} | {"$and": [{}]}
            {id: {eq: 'a'}} | {"$and": [{"$and": [{"_id": {"$in": ["a"]}}]}]}
            {s: {eq: null, ne: null}} | {"$and": [{"$and": [{"s": null}, {"s": {"$ne": null}}]}]}
            {s: {ne: 'a'}} | {"$and": [{"$and": [{"$nor": [{"s": {"$in": ["a"]}}]}]}]}
            {s: {in: []}} | {"$and": [{"$and": [{"_id": {"$in": []}}]}]}
            {i: {gt: 1, gte: 2, lt: 3, lte: 4}} | {"$and": [{"$and": [{"i": {"$gt": 1}}, {"i": {"$gte": 2}}, {"i": {"$lt": 3}}, {"i": {"$lte": 4}}]}]}
            {s: {contains: 'é b.*'}} | {"$and": [{"$and": [{"s": {"$regularExpression": {"pattern": "é b\\\\.\\\\*", "options": ""}}}]}]}
            {many: {exists: true}} | {"$and": [{"$and": [{"many": {"$exists": true}}]}]}
            {s: {exists: true}} | {"$and": [{"$and": [{"s": {"$ne": null}}]}]}
            {and: [], or: []} | {"$and": [{}, {"_id": {"$in": []}}]}
            {and: [{}], or: [{b: {eq: true}}]} | {"$and": [{"$and": [{}]}, {"$or": [{"$and": [{"$and": [{"b": {"$in": [true]}}]}]}]}]}
            {not: {k: {in: ['BETA']}}} | {"$and": [{"$nor": [{"$and": [{"$and": [{"k": {"$in": ["BETA"]}}]}]}]}]}
            """)
    void queryHasOneText(String where, String query) {
        assertThat(parse(where).query().toBsonDocument().toJson()).isEqualTo(query);
    }

    @Test
    void noFilterMatchesEveryDocument() {
        // When
        DocumentFilter all = Where.parse(ITEM, Principal.ANONYMOUS, null);

        // Then
        assertThat(all.matches(new Document())).isTrue();
        assertThat(Where.compile(ITEM, Principal.ANONYMOUS, null).toBsonDocument())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Foreign | {id: {eq: '42'}} | {_id: 42} | {_id: 43}
            Foreign | {id: {eq: '42'}} | {_id: 42.0} | {_id: '042'}
            Foreign | {id: {eq: '656f1c2b9d3e4a0012345678'}} | {_id: {$oid: '656f1c2b9d3e4a0012345678'}} | {_id: 1}
            Foreign | {id: {eq: '{"k":1}'}} | {_id: {k: 1.0}} | {_id: {k: 1, l: 1}}
            Foreign | {id: {eq: '{"k":1,"l":2}'}} | {_id: {k: 1, l: 2}} | {_id: {l: 2, k: 1}}
            Foreign | {id: {eq: '{"k":[1]}'}} | {_id: {k: [1]}} | {_id: {k: [1, 2]}}
            Foreign | {price: {eq: {$numberDecimal: '0.1'}}} | {_id: 1, price: 0.1} | {_id: 1, price: 0.2}
            Foreign | {many: {contains: '7'}} | {_id: 1, many: [null, 7]} | {_id: 1, many: [null]}
            Foreign | {many: {exists: false}} | {_id: 1, many: [null, 7]} | {_id: 1, many: []}
            Seat | {hall: {eq: '3'}} | {_id: {hall: 3, row: 1}} | {_id: {hall: '03', row: 1}, hall: '3'}
            Seat | {row: {gt: 3}} | {_id: {hall: 3, row: 3.5}} | {_id: {hall: 3, row: 3}, row: 4}
            """)
    void externalDocumentsAreComparedAsStored(String model, String where, String one, String other) {
        // When
        ReadModel foreign = MODELS.get(model);
        DocumentFilter filter = Where.parse(foreign, Principal.ANONYMOUS, Document.parse(where));

        // Then
        assertThat(filter.matches(foreign.read(Document.parse(one)))).isTrue();
        assertThat(filter.matches(foreign.read(Document.parse(other)))).isFalse();
    }

    @Test
    void identicalFiltersAreEqual() {
        // Given
        String where = "{not: {s: {contains: 'a', ne: null}}, or: [{i: {gt: 1, in: [1, 2]}}, {many: {exists: true}}]}";

        // Then
        assertThat(parse(where)).isEqualTo(parse(where)).hasSameHashCodeAs(parse(where));
        assertThat(parse(where)).isNotEqualTo(parse(where.replace("gt", "gte")));
        assertThat(parse(where)).isNotEqualTo(parse(where.replace("'a'", "'b'")));
        assertThat(parse("{s: {exists: true}}")).isNotEqualTo(parse("{k: {exists: true}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {s: {like: 'a'}} | where.s.like is not an operator
            {s: {gt: null}} | where.s.gt must not be null
            {id: {gt: 'a'}} | where.id.gt is not supported for ID
            {k: {lt: 'BETA'}} | where.k.lt is not supported for Kind
            {many: {lt: 'a'}} | where.many.lt is not supported for [String]
            {i: {contains: 1}} | where.i.contains is not supported for Int
            {other: {eq: 1}} | other is not filterable
            {s: 'a'} | where must consist of objects
            """)
    void invalidOperandIsRejected(String where, String message) {
        assertThatThrownBy(() -> parse(where))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessage(message);
    }

    @Test
    void filterAboveALimitIsRejected() {
        assertThatThrownBy(() -> parse("{not: ".repeat(21) + "{}" + "}".repeat(21)))
                .hasMessage("where is nested more than 20 levels deep");
        assertThatThrownBy(() ->
                        Where.parse(ITEM, Principal.ANONYMOUS, Map.of("or", Collections.nCopies(201, Map.of()))))
                .hasMessage("where has more than 200 conditions");
        assertThatThrownBy(() -> Where.parse(
                        ITEM, Principal.ANONYMOUS, Map.of("i", Map.of("in", Collections.nCopies(1_001, 1)))))
                .hasMessage("where.i.in has 1001 values; the maximum is 1000");
        assertThatThrownBy(() ->
                        Where.parse(ITEM, Principal.ANONYMOUS, Map.of("s", Map.of("contains", "a".repeat(257)))))
                .hasMessageStartingWith("where.s.contains must be a text of at most 256 characters");
    }

    @Test
    void fieldThatPrincipalMayNotReadIsNotFilterable() {
        assertThatThrownBy(() -> parse("{not: {secret: {exists: true}}}"))
                .isInstanceOf(ForbiddenFieldException.class)
                .hasMessageContaining("secret");
    }

    private static DocumentFilter parse(String where) {
        return Where.parse(ITEM, Principal.ANONYMOUS, Document.parse(where));
    }
}
