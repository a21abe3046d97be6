package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadModelsTest {

    private static final String RIDE = """
            enum RideStatus { REQUESTED NEAR DONE }
            type Place { name: String!, lat: Float }
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") {
              id: ID!
              sequence: Long!
              riderId: ID! @owner
              driverId: ID @stored
              status: RideStatus! @filterable
              stops: [Place!]
              updatedAt: DateTime! @sortable
            }
            """;

    @Test
    void readsDeclarationsOfAType() {
        // When
        ReadModel ride = load(RIDE).find("Ride").orElseThrow();

        // Then
        assertThat(ride.name()).isEqualTo("Ride");
        assertThat(ride.collection()).isEqualTo("rides");
        assertThat(ride.key()).containsExactly("id");
        assertThat(ride.version()).contains("sequence");
        assertThat(ride.former().names()).containsExactly("riderId", "status");
        assertThat(ride.fields())
                .extracting(ModelField::name)
                .containsExactly("id", "sequence", "riderId", "driverId", "status", "stops", "updatedAt");
        assertThat(ride.fields())
                .extracting(field -> field.type().sdlName())
                .containsExactly("ID", "Long", "ID", "ID", "RideStatus", "[Place!]", "DateTime");
        assertThat(ride.fields())
                .extracting(ModelField::required)
                .containsExactly(true, true, true, false, true, false, true);
        assertThat(ride.fields().get(2).ownerClaim()).contains("sub");
        assertThat(ride.fields().get(3).stored()).isTrue();
        assertThat(ride.fields().get(4).filterable()).isTrue();
        assertThat(ride.fields().get(6).sortable()).isTrue();
    }

    @Test
    void readsSeveralFilesAsOneSchema() {
        // When
        ReadModels models = ReadModels.load(List.of(
                new SdlSource(
                        "a.graphqls", "type A @readModel(collection: \"as\", key: \"id\") @public { id: ID!, b: B }"),
                new SdlSource("b.graphqls", "type B { x: Int }"),
                new SdlSource("empty.graphqls", ""),
                new SdlSource("comment.graphqls", "# nothing yet\n# at all\n")));

        // Then
        assertThat(models.all()).extracting(ReadModel::name).containsExactly("A");
    }

    @ParameterizedTest
    @CsvSource({
        "Ride,ride,rides",
        "Delivery,delivery,deliveries",
        "Day,day,days",
        "TaxiBox,taxiBox,taxiBoxes",
        "Address,address,addresses",
        "Branch,branch,branches",
        "Dish,dish,dishes"
    })
    void namesTheQueries(String type, String one, String many) {
        // When
        ReadModel model = load("type " + type + " @readModel(collection: \"c\", key: \"id\") @public { id: ID! }")
                .find(type)
                .orElseThrow();

        // Then
        assertThat(model.singular()).isEqualTo(one);
        assertThat(model.plural()).isEqualTo(many);
    }

    @Test
    void partsAreNullableObjectsWithTheirOwnVersion() {
        // When
        SchemaException wrong = failure("""
                type Ride @readModel(collection: "rides", key: "id") @public {
                  id: ID!
                  driver: Driver! @part
                  note: String @part
                  main: Driver @part
                  car: Driver @part(version: "name")
                }
                type Driver {
                  name: String!
                  car: Car @part
                }
                type Car {
                  id: ID
                }
                """);

        // Then
        assertThat(wrong.problems())
                .containsExactly(
                        "0.graphqls:3:19: @part on Ride.driver, which must be a nullable object; give it an object type without '!', since its topic may be late",
                        "0.graphqls:4:16: @part on Ride.note, which must be a nullable object; give it an object type without '!', since its topic may be late",
                        "0.graphqls:5:16: @part on Ride.main, whose name is reserved; rename the field",
                        "0.graphqls:6:15: version field Driver.name must be a non-null Long, Int, Decimal or DateTime; change its type, or leave version out to use the record's offset",
                        "0.graphqls:10:12: @part on Driver.car, which is not a field of a @readModel type itself; remove it");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        // When
        SchemaException wrong = failure("""
                type Ride @readModel(collection: "rides", key: ["id", "nope"], version: "status") {
                  id: ID
                  status: Strin @filtrable
                  driver: Driver @relation(model: "Driver", from: "driverId", to: "id")
                  note(long: Boolean): String
                }
                """, """
                type Driver @readModel(collection: "rides", key: "id") @public {
                  id: ID!
                  _h: JSON
                }
                """);

        // Then
        assertThat(wrong.problems())
                .containsExactly(
                        "0.graphqls:1:1: Ride does not declare who may see it; put @owner on the field that names its owner, or @readers or @public on the type",
                        "0.graphqls:1:11: key field Ride.id must be a non-null ID, String, Int or Long; change its type, or name another field",
                        "0.graphqls:1:11: key names \"nope\", which is not a field of Ride; declare the field or correct the name",
                        "0.graphqls:1:11: version names \"status\", which is not a field of Ride; declare the field or correct the name",
                        "0.graphqls:3:11: unknown type Strin; declare it or correct the name",
                        "0.graphqls:3:17: unknown directive @filtrable; use one of @deprecated, @filterable, @owner, @part, @public, @readModel,"
                                + " @readers, @relation, @route, @sortable, @stored, @tenant, @view",
                        "0.graphqls:4:18: from names \"driverId\", which is not a field of Ride; declare the field, such as"
                                + " driverId: ID @stored, or correct the name",
                        "0.graphqls:5:3: Ride.note has arguments, but a stored field cannot have any; remove them",
                        "1.graphqls:1:13: collection \"rides\" is already used by Ride; give Driver another collection",
                        "1.graphqls:3:3: Driver._h has a name that is reserved for the stored document; rename it");
    }

    @Test
    void reportsSyntaxErrorsFirst() {
        // When
        SchemaException wrong = failure("type A {\n  x: Unknown\n  = 3\n}", "type B }", "type C { x: Other }");

        // Then
        assertThat(wrong.problems())
                .containsExactly(
                        "0.graphqls:3:3: this is not SDL at '='; correct the text here or just before",
                        "1.graphqls:1:8: this is not SDL at '}'; correct the text here or just before");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type A { x: Int }  type A { y: Int } | 0.graphqls:1:20: type A is already declared at 0.graphqls:1:1; keep one of them
            type Date { x: Int } | 0.graphqls:1:1: type Date is already declared at howdah/directives.graphqls
            type String { x: Int } | type String is already declared by GraphQL; keep one of them
            type __A { x: Int } | 0.graphqls:1:1: the name __A starts with '__', which GraphQL reserves; rename it
            type A { __x: Int } | 0.graphqls:1:10: the name __x starts with '__', which GraphQL reserves; rename it
            type Query { now: DateTime } | 0.graphqls:1:14: Query.now has no @route; add @route(uri: "direct:..."), or remove the field
            extend type Mutation { go: Int } | 0.graphqls:1:24: Mutation.go has no @route
            type Query { now: Int @route } | the non null argument 'uri'
            type Query { now: Int @route(uri: "kafka:commands") } | 0.graphqls:1:23: the uri "kafka:commands" of Query.now is not a direct: endpoint; use direct:<name>, and declare a route from it
            type Query { now: Int @route(uri: "direct:a?timeout=5") } | the uri "direct:a?timeout=5" of Query.now is not a direct: endpoint
            type Query { now: Int @route(uri: "direct:a", timeout: "5") } | 0.graphqls:1:23: the timeout "5" of Query.now must be a whole number greater than 0 with a unit: ms, s, m, h or d; correct it, such as "10s"
            type Query { now: Nope @route(uri: "direct:a") } | 0.graphqls:1:19: unknown type Nope; declare it or correct the name
            type Query { now(a: [Nope!]): Int @route(uri: "direct:a") } | 0.graphqls:1:22: unknown type Nope; declare it or correct the name
            type Query { now(__a: Int): Int @route(uri: "direct:a") } | the name __a starts with '__'
            type Query { now: Int @owner @route(uri: "direct:a") } | 0.graphqls:1:23: @owner on Query.now, which is not a field of a @readModel type; remove it
            type Query { now: A @route(uri: "direct:a") } input A { x: Int } | A
            type Query { now(a: A): Int @route(uri: "direct:a") } type A { x: Int } | A
            type Query @public { now: Int @route(uri: "direct:a") } | 0.graphqls:1:12: @public on Query; remove it
            extend type Query { a: Int @route(uri: "direct:a") } type Query { a: Int @route(uri: "direct:b") } | 0.graphqls:1:67: Query.a is already declared at 0.graphqls:1:21; rename one of them, or remove it
            type Subscription { go: Int @route(uri: "direct:a") } | 0.graphqls:1:21: Subscription.go is hand-written, but a route cannot resolve a subscription; remove it
            type A { x: Int @route(uri: "direct:a") } | 0.graphqls:1:17: @route on A.x, which is not a field of Query or Mutation; remove it
            type Ride @readModel(collection: "a", key: "id") @public { id: ID! } type Query { rides: Int @route(uri: "direct:a") } | 0.graphqls:1:83: Query.rides is already generated for the read model Ride; rename the field
            extend type A { y: Int } type A { x: Int } | 0.graphqls:1:1: this version extends no types except for Query and Mutation
            input A { x: Int } | 0.graphqls:1:1: input A is not used by an argument of a field with @route; remove it, or use it there
            extend input A { y: Int } input A { x: Int } | 0.graphqls:1:1: input object extension is not supported
            type Query { go(a: A): Int @route(uri: "direct:a") } input A { x: Nope } | 0.graphqls:1:67: unknown type Nope
            union A = B type B { x: Int } | 0.graphqls:1:1: union is not supported by this version; remove it
            union U = A type A { x: Int } | union is not supported
            scalar Money | scalar is not supported by this version
            directive @mine on OBJECT | directive is not supported by this version
            schema { query: A } type A { x: Int } | schema is not supported by this version
            { rides { id } } | 0.graphqls:1:1: this is an operation, not a definition; remove it
            type A @public { x: Int } | 0.graphqls:1:1: @public on A, which is not a @readModel; remove it
            type A { x: Int @owner } | 0.graphqls:1:17: @owner on A.x, which is not a field of a @readModel type itself; remove it
            type A { x: Int @public } | tried to use a directive 'public' in the 'FIELD_DEFINITION' location
            type A @readModel(collection: "a", key: "id", externals: true) @public { id: ID! } | unknown argument 'externals'
            type A @readModel(collection: "a", key: "id", external: true) @public { id: ID!, p: P @part } type P { x: Int } | 0.graphqls:1:1: @part in A, which is external, so no topic feeds it; remove @part, or external: true
            type A @readModel(key: "id") @public { id: ID! } | the non null argument 'collection'
            type A @readModel(collection: "a$b", key: "id") @public { id: ID! } | collection "a$b" is not a valid collection name
            type A @readModel(collection: "a", key: []) @public { id: ID! } | the key of A must name each field once
            type A @readModel(collection: "a", key: "id") @public { id: Float! } | key field A.id must be a non-null ID, String, Int or Long
            type A @readModel(collection: "a", key: "id", version: "v") @public { id: ID!, v: Long } | version field A.v must be a non-null Long, Int, Decimal or DateTime
            type A @readModel(collection: "a", key: "id", version: "v") @public { id: ID!, v: String! } | version field A.v must be a non-null Long, Int, Decimal or DateTime
            type A @readModel(collection: "a", key: "id") @public { id: ID! @owner } | A is @public and has an @owner; remove one of them
            type A @readModel(collection: "a", key: "id") @public { id: ID! @stored } | A has no visible field: every field is @stored
            type A @readModel(collection: "a", key: "id") { id: ID!, o: JSON @owner } | @owner needs an ID or a String
            type A @readModel(collection: "a", key: "id") @public { id: ID!, s: ID! @readers(roles: ["r"]) } | 0.graphqls:1:73: @readers on A.s, which is non-null; remove the '!' of its type: it is null for callers without the roles
            type A @readModel(collection: "a", key: "id") @public { id: ID!, s: ID @readers(roles: []) } | 0.graphqls:1:72: @readers on A.s names no role; name at least one, or remove it
            type A { x: Int @readers(roles: ["r"]) } | 0.graphqls:1:17: @readers on A.x, which is not a field of a @readModel type itself; remove it
            type A @readModel(collection: "a", key: "id") @public { id: ID!, o: JSON @filterable } | @filterable needs a scalar or an enum
            type A @readModel(collection: "a", key: "id") @public { id: ID!, o: [Int] @sortable } | @sortable needs a scalar or an enum
            type A @readModel(collection: "a", key: "id") @public @view(of: "A") { id: ID! } | 0.graphqls:1:1: A is a @readModel and a @view; remove one of them
            type A @readModel(collection: "a", key: "id") @public { id: ID! } type PageInfo { x: Int } | 0.graphqls:1:67: type PageInfo is generated for the read model A
            type A @readModel(collection: "a", key: "id") @public { id: ID!, b: B } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | 0.graphqls:1:69: A.b is another read model, which is not stored in this one; store its key, and put @relation(model:, from:, to:) on this field of a @readModel type
            type A @readModel(collection: "a", key: "id") @public { id: ID!, b: B! @relation(model: "B", from: "id", to: "id") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | 0.graphqls:1:66: A.b is a non-null relation; remove the '!'
            type A @readModel(collection: "a", key: "id") @public { id: ID!, n: Int, b: B @relation(model: "B", from: "n", to: "id") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | 0.graphqls:1:79: A.n is Int and B.id is ID; relate fields of the same type
            type A @readModel(collection: "a", key: "id") @public { id: ID!, b: B @relation(model: "B", from: "id", to: "key") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | to names "key", which is not a field of B; declare the field or correct the name
            type A @readModel(collection: "a", key: "id") @public { id: ID!, b: B @relation(model: "A", from: "id", to: "id") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | model names "A", but the field's type is B; name the same @readModel type in both
            type A @readModel(collection: "a", key: "id") @public { id: ID!, b: B @filterable @relation(model: "B", from: "id", to: "id") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | @filterable on A.b, which is a relation and not stored; remove it
            type A @readModel(collection: "a", key: "id") @public { id: ID!, j: JSON, b: B @relation(model: "B", from: "j", to: "id") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | from names A.j, which is not a scalar; name another field
            type A @readModel(collection: "a", key: "id") @public { id: ID!, t: String @relation(model: "B", from: "id", to: "id") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | A.t is a relation to String, which is not a @readModel; remove @relation
            type N { b: B @relation(model: "B", from: "id", to: "id") } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | @relation on N.b, which is not a field of a @readModel type itself; remove it
            type V @view(of: "C") { id: ID! } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | 0.graphqls:1:8: @view names "C", which is not a @readModel; name one of B
            type V @view(of: "B") { name: String } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | 0.graphqls:1:25: V.name is not a visible field of B; remove it, or correct the name
            type V @view(of: "B") { secret: String } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | V.secret is not a visible field of B
            type V @view(of: "B") { note: String! } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | 0.graphqls:1:25: V.note has a different type than the model's field; give it the same type, with or without its '!'
            type V @view(of: "B") { id: ID! @filterable } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | @filterable on V.id, which is not a field of a @readModel type itself; remove it
            type A @readModel(collection: "a", key: "id") @public { id: ID!, and: Int @filterable } | A.and is @filterable, but filters have an operator with this name; rename it
            type A @readModel(collection: "a", key: "id") @public { id: ID!, c: Cursor } | A.c is a Cursor, which cannot be stored; give it another type
            type A @readModel(collection: "a", key: "id") @public { id: ID!, n: Int @filterable } type IntCondition { x: Int } | type IntCondition is generated for the read model A
            type V @view(of: "B") { id: ID! } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | 0.graphqls:1:1: @view in graphql/ itself; move the type to a folder below graphql/, which declares a frontend
            interface I { x: Int @readers(roles: ["r"]) } type B @readModel(collection: "b", key: "id") @public { id: ID!, note: String, secret: String @stored } | @readers on I.x, which is not a field of a @readModel type itself; remove it
            type A @readModel(collection: "a", key: "k") @public { k: ID! @stored, n: Int } | key field A.k is @stored, but every reader of a document sees its key; remove @stored
            type A @readModel(collection: "a", key: "id", external: true) @public { id: ID!, o: ID @sortable } | @sortable on o, an ID of an external read model
            interface I { x: Int } type A implements I @readModel(collection: "a", key: "id") @public { id: ID!, x: Int @stored } | A.x is @stored, but the interface I exposes it; remove @stored, or the field from the interface
            type A @readModel(collection: "a", key: "id") @public { id: ID!, true: Int @sortable } | A.true is @sortable, but its name is not a valid enum value; rename it
            enum Foo { X } enum FooList { Y } type A @readModel(collection: "a", key: "id") @public { id: ID!, f: [Foo!] @filterable, g: FooList @filterable } | filters by FooList and by Foo would both be named FooListCondition; rename one of these types
            type Bus @readModel(collection: "a", key: "id") @public { id: ID! } type Buse @readModel(collection: "b", key: "id") @public { id: ID! } | the generated query "buses" of Buse is also one of Bus
            """)
    void rejects(String sdl, String line) {
        // When
        SchemaException wrong = failure(sdl);

        // Then
        assertThat(wrong.problems()).anySatisfy(problem -> assertThat(problem).contains(line));
        assertThat(wrong.problems())
                .allSatisfy(problem -> assertThat(problem).contains("; ").doesNotContain("\n"));
        assertThat(wrong.problems())
                .allSatisfy(problem -> assertThat(problem).matches("(0\\.graphqls:\\d+:\\d+|SDL): .*"));
    }

    @Test
    void createsAFrontendPerFolder() {
        // Given
        SdlSource shared = new SdlSource("ride.graphqls", """
                enum Status { NEAR }
                type Ride @readModel(collection: "rides", key: "id") @public {
                  id: ID!
                  status: Status! @filterable
                  eta: Int! @sortable
                  driver: Driver @relation(model: "Driver", from: "id", to: "id")
                }
                type Driver @readModel(collection: "drivers", key: "id") @public { id: ID! }
                """);
        SdlSource mobile = new SdlSource("mobile/ride.graphqls", """
                type Ride @view(of: "Ride") { id: ID! status: Status driver: Chauffeur }
                type Chauffeur @view(of: "Driver") { id: ID! }
                """, "mobile");

        // When
        ReadModels models = ReadModels.load(List.of(shared, mobile));

        // Then
        assertThat(models.frontends()).extracting(Frontend::path).containsExactly("/graphql", "/mobile/graphql");
        assertThat(models.frontends().get(0).views()).extracting(View::name).containsExactly("Ride", "Driver");
        View view = models.frontends().get(1).views().get(0);
        assertThat(view.model()).isSameAs(models.get("Ride"));
        assertThat(view.fields()).extracting(ModelField::name).containsExactly("id", "status");
        assertThat(view.filterable()).extracting(ModelField::name).containsExactly("status");
        assertThat(view.sortable()).isEmpty();
        assertThat(view.relations()).extracting(Relation::name).containsExactly("driver");
        assertThat(models.frontends().get(1).views()).extracting(View::name).containsExactly("Ride", "Chauffeur");
    }

    @Test
    void rejectsAReadModelInAFrontendsFolder() {
        // Given
        SdlSource shared =
                new SdlSource("a.graphqls", "type A @readModel(collection: \"a\", key: \"id\") @public { id: ID! }");
        SdlSource mobile = new SdlSource(
                "mobile/b.graphqls", "type B @readModel(collection: \"b\", key: \"id\") @public { id: ID! }", "mobile");

        // When, Then
        assertThatThrownBy(() -> ReadModels.load(List.of(shared, mobile)))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(
                        "mobile/b.graphqls:1:1: @readModel in a frontend's folder; declare the type in graphql/ itself");
    }

    @Test
    void rejectsTooManyIndexes() {
        // Given
        String fields = IntStream.range(0, 32)
                .mapToObj(i -> "f" + i + ": Int @sortable @filterable")
                .collect(Collectors.joining(" "));

        // When, Then
        assertThat(failure(
                                "type A @readModel(collection: \"a\", key: \"id\") @readers(roles: [\"r\"]) { id: ID! o: ID! @owner "
                                        + fields + " }")
                        .problems())
                .singleElement()
                .asString()
                .contains("A needs 65 indexes, but MongoDB allows at most 62 for it; remove @filterable or @sortable");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type Ride @view(of: "Driver") { id: ID! } | mobile/own.graphqls:1:1: type Ride is already declared at shared.graphqls:1:1; keep one of them
            type Place @view(of: "Ride") { id: ID! } | type Place is already declared at shared.graphqls
            enum Alone { X } | mobile/own.graphqls:1:1: nothing in this folder can be queried; declare a type with @view in it, or a field of Query with @route
            """)
    void rejectsFrontendsWithNameClashesOrWithoutFields(String own, String line) {
        // Given
        SdlSource shared = new SdlSource("shared.graphqls", """
                type Ride @readModel(collection: "rides", key: "id") @public { id: ID! place: Place }
                type Driver @readModel(collection: "drivers", key: "id") @public { id: ID! }
                type Place { x: Int }
                """);

        // When, Then
        assertThatThrownBy(() -> ReadModels.load(List.of(shared, new SdlSource("mobile/own.graphqls", own, "mobile"))))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "Mobile", "a_b"})
    void rejectsAFrontendWithAnInvalidPath(String folder) {
        // Given
        SdlSource shared =
                new SdlSource("a.graphqls", "type A @readModel(collection: \"a\", key: \"id\") @public { id: ID! }");
        SdlSource own = new SdlSource(folder + "/b.graphqls", "type B @view(of: \"A\") { id: ID! }", folder);

        // When, Then
        assertThatThrownBy(() -> ReadModels.load(List.of(shared, own)))
                .isInstanceOf(SchemaException.class)
                .hasMessage(folder + "/b.graphqls:1:1: the folder " + folder + " declares a frontend, but /" + folder
                        + " is not a valid path for it; rename it to lowercase letters, digits and '-', but none of admin, api, graphiql,"
                        + " graphql, notifications, observe");
    }

    @Test
    void reportsAMissingReadModel() {
        assertThat(failure("type A { x: Int }").problems())
                .containsExactly("SDL: no type is a @readModel; declare one, such as type Ride"
                        + " @readModel(collection: \"rides\", key: \"id\") in graphql/rides.graphqls");
    }

    private static ReadModels load(String sdl) {
        return ReadModels.load(List.of(new SdlSource("test.graphqls", sdl)));
    }

    private static SchemaException failure(String... texts) {
        List<SdlSource> sources = new java.util.ArrayList<>();
        for (String text : texts) {
            sources.add(new SdlSource(sources.size() + ".graphqls", text));
        }
        return catchThrowableOfType(SchemaException.class, () -> ReadModels.load(sources));
    }
}
