package io.howdah.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests every kind of change with its effect on clients. */
class SchemaChangesTest {

    private static final String SDL = """
            type Query {
              ride(id: ID!): Ride
              rides(first: Int = 20, where: Filter, tags: [String!]): [Ride!]
              things: [Thing!]!
              node: Node
            }
            type Ride implements Node { id: ID!, fare: Decimal, status: Status!, stops: [Stop] }
            type Hidden implements Node { id: ID!, name: String! }
            type Stop { name: String! }
            interface Node { id: ID! }
            union Thing = Ride | Stop
            enum Status { NEAR FAR }
            input Filter { status: Status, min: Int = 1, and: [Filter!] }
            scalar Decimal
            """;

    @Test
    void sameSchemaHasNoChanges() {
        assertThat(changes(SDL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            fare: Decimal, status               ; status                    ; breaking: field Ride.fare is gone
            fare: Decimal                       ; fare: Decimal!            ; safe: field Ride.fare is Decimal!, was Decimal
            status: Status!                     ; status: Status            ; breaking: field Ride.status is Status, was Status!
            fare: Decimal                       ; fare: String              ; breaking: field Ride.fare is String, was Decimal
            stops: [Stop]                       ; stops: [Stop!]!           ; safe: field Ride.stops is [Stop!]!, was [Stop]
            stops: [Stop]                       ; stops: Stop               ; breaking: field Ride.stops is Stop, was [Stop]
            things: [Thing!]!                   ; things: [Thing]!          ; breaking: field Query.things is [Thing]!, was [Thing!]!
            fare: Decimal                       ; fare: Decimal, tip: Decimal ; safe: field Ride.tip is new
            fare: Decimal                       ; fare: Decimal @deprecated ; safe: field Ride.fare is deprecated
            id: ID!, name: String!              ; id: ID!                   ; breaking: field Hidden.name is gone
            type Hidden implements Node         ; type Hidden               ; breaking: Hidden is no longer a Node
            type Stop { name                    ; type Stop implements Node { id: ID!, name ; dangerous: Stop is now a Node
            = Ride | Stop                       ; = Ride                    ; breaking: Stop is no longer one of Thing
            = Ride | Stop                       ; = Ride | Stop | Hidden    ; dangerous: Hidden is now one of Thing
            NEAR FAR                            ; NEAR                      ; breaking: enum value Status.FAR is gone
            NEAR FAR                            ; NEAR FAR AWAY             ; dangerous: enum value Status.AWAY is new
            NEAR FAR                            ; NEAR FAR @deprecated      ; safe: enum value Status.FAR is deprecated
            ride(id: ID!)                       ; ride(id: ID)              ; safe: argument Query.ride.id is ID, was ID!
            tags: [String!]                     ; tags: [String!]!          ; breaking: argument Query.rides.tags is [String!]!, was [String!]
            tags: [String!]                     ; tags: [String]            ; safe: argument Query.rides.tags is [String], was [String!]
            , tags: [String!]                   ; , more: Int, tags: [String!] ; safe: argument Query.rides.more is new
            , tags: [String!]                   ; , more: Int!, tags: [String!] ; breaking: argument Query.rides.more is new, and required
            , tags: [String!]                   ; , more: Int! = 1, tags: [String!] ; safe: argument Query.rides.more is new
            , tags: [String!]                   ; , more: Int               ; breaking: argument Query.rides.tags is gone
            first: Int = 20                     ; first: Int = 10           ; dangerous: argument Query.rides.first has the default 10, had 20
            first: Int = 20                     ; first: Int                ; dangerous: argument Query.rides.first has the default none, had 20
            min: Int = 1                        ; min: Int! = 1             ; breaking: input field Filter.min is Int!, was Int
            min: Int = 1                        ; max: Int = 1              ; breaking: input field Filter.min is gone
            min: Int = 1                        ; min: Int = 1, max: Int!   ; breaking: input field Filter.max is new, and required
            min: Int = 1                        ; min: Int = 1, max: Int! = 9 ; safe: input field Filter.max is new
            scalar Decimal                      ; enum Decimal { A }        ; breaking: type Decimal is an enum, was a scalar
            scalar Decimal                      ; scalar Decimal scalar Date extend type Stop { day: Date } ; safe: type Date is new
            """)
    void reportsEveryChange(String before, String after, String line) {
        assertThat(SDL).contains(before);
        assertThat(changes(SDL.replace(before, after))).contains(line);
    }

    @Test
    void reportsTheMostSevereChangeFirst() {
        assertThat(changes(SDL.replace("NEAR FAR", "NEAR AWAY").replace("fare: Decimal", "fare: Decimal!")))
                .containsExactly(
                        "breaking: enum value Status.FAR is gone",
                        "dangerous: enum value Status.AWAY is new",
                        "safe: field Ride.fare is Decimal!, was Decimal");
    }

    @Test
    void rootTypesMayHaveOtherNames() {
        String renamed = "schema { query: Root }\n" + SDL.replace("type Query", "type Root");
        assertThat(changes(renamed))
                .contains("breaking: the type of each query is Root, was Query", "breaking: type Query is gone");
    }

    private static List<String> changes(String after) {
        return ApiSchema.parse("after.graphqls", after).changesSince(ApiSchema.parse("before.graphqls", SDL)).stream()
                .map(change -> change.effect().name().toLowerCase(Locale.ROOT) + ": " + change.what())
                .toList();
    }
}
