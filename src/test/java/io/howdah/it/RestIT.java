package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.DescribedAnswers;
import io.howdah.testing.Docs;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The REST API alongside the GraphQL API over the same documents, with an engineer's own steps in its routes. */
class RestIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final long SEED = System.nanoTime();
    private static final Random RANDOM = new Random(SEED);
    private static final List<String> KINDS = List.of("SMALL", "BIG", "ODD");
    private static final List<String> NAMES = List.of("Ada", "ada", "Ärger", "a.b*c", "100%", "x,y", "ß & co", "");

    private static final String FIELDS =
            "id version name kind size weight price open seen day big tags secret inner { n }";

    private static final String SDL = """
            type Item @readModel(collection: "items", key: "id", version: "version") @public {
              id: ID! @filterable
              version: Long!
              name: String @filterable @sortable
              kind: Kind @filterable
              size: Int @filterable @sortable
              weight: Float @filterable @sortable
              price: Decimal @filterable
              open: Boolean @filterable
              seen: DateTime @filterable @sortable
              day: Date @filterable
              big: Long @filterable
              tags: [String!] @filterable
              secret: String @filterable @readers(roles: ["support"])
              inner: Inner
              internal: String @stored
              seats: [Seat!] @relation(model: "Seat", from: "name", to: "room")
            }
            enum Kind { SMALL BIG ODD }
            type Inner { n: Int }
            type Seat @readModel(collection: "seats", key: ["room", "row"]) @public {
              room: String!
              row: Int!
              taken: Boolean
            }
            type Note @readModel(collection: "notes", key: "id") {
              id: ID!
              owner: ID! @owner(claim: "sub")
              text: String
            }
            type Found @readModel(collection: "found", key: "id", external: true) @public {
              id: ID!
              what: String @filterable
            }
            extend type Mutation {
              hail(place: String!, seats: Int! = 2, way: Way): Hailed! @route(uri: "direct:hail")
              ping: String @route(uri: "direct:ping")
            }
            input Way { via: [String!] }
            type Hailed { place: String!  seats: Int!  via: [String!]  id: ID!  inner: Inner }
            """;

    private static final String ROUTES = """
            - route:
                id: hail
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:hail
                  steps:
                    - filter:
                        expression:
                          simple:
                            expression: ${body[place]} == 'nowhere'
                        steps:
                          - throwException:
                              exceptionType: io.howdah.graphql.UserInputException
                              message: nowhere is no place
                    - filter:
                        expression:
                          simple:
                            expression: ${body[place]} == 'palace'
                        steps:
                          - throwException:
                              exceptionType: io.howdah.graphql.GraphQlRefusal
                              message: the palace is not for you
                    - filter:
                        expression:
                          simple:
                            expression: ${body[place]} == 'broken'
                        steps:
                          - throwException:
                              exceptionType: java.lang.IllegalStateException
                              message: secret of ours
                    - setBody:
                        expression:
                          jq:
                            expression: '{place: .place, seats: .seats, via: .way.via, id: header("HowdahIdempotencyKey"), inner: {n: 1}}'
            - route:
                id: ping
                from:
                  uri: direct:ping
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: pong
            """;

    private static RunningApplication howdah;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        // Given routes with a masking and a refusing step
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write(ApplicationFolder.SCHEMA_FILE, SDL)
                .write(ApplicationFolder.ROUTES_FILE, ROUTES)
                .write("routes/hooks.camel.yaml", documentedHook() + refusing("founds", "refused"));
        howdah = RunningApplication.folder(app.path(), Map.of(), List.of());
        fill();
    }

    /** The masking hook of docs/rest.md, for a model of this test. */
    private static String documentedHook() {
        return Docs.block("docs/rest.md", "yaml", "direct:after-rest")
                .text()
                .replace("'rides'", "'seats'")
                .replace("fareEstimate", "taken");
    }

    private static String refusing(String name, String key) {
        return """
                - route:
                    id: refuse-one
                    from:
                      uri: direct:before-rest
                      steps:
                        - filter:
                            id: refuse
                            expression:
                              simple:
                                expression: ${exchangeProperty.HowdahRestName} == '%s' && ${body.key.get} == '%s'
                            steps:
                              - throwException:
                                  exceptionType: io.howdah.graphql.GraphQlRefusal
                                  message: That one is kept.
                """.formatted(name, key);
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    private static void fill() {
        System.out.println("RestIT seed " + SEED);
        List<Document> items = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            items.add(item("i" + i));
        }
        howdah.collection("items").insertMany(items);
        howdah.collection("seats")
                .insertMany(List.of(seat("a:b", 1), seat("a%3Ab", 1), seat("50%/x", 7), seat("ü +", -3)));
        howdah.collection("notes").insertMany(List.of(note("n1", "alice"), note("n2", "bob"), note("n3", "alice")));
        howdah.collection("found")
                .insertMany(List.of(
                        new Document("_id", new ObjectId("65a000000000000000000001")).append("what", "hat"),
                        new Document("_id", 7L).append("what", "glove"),
                        new Document("_id", "refused").append("what", "coat"),
                        new Document("_id", new Document("shop", 1).append("no", 2)).append("what", "bag")));
    }

    private static Document item(String id) {
        Document item =
                new Document("_id", id).append("id", id).append("version", 1L).append("internal", "not shown");
        some(item, "name", NAMES.get(RANDOM.nextInt(NAMES.size())));
        some(item, "kind", KINDS.get(RANDOM.nextInt(KINDS.size())));
        some(item, "size", RANDOM.nextInt(10) - 5);
        some(item, "weight", RANDOM.nextInt(8) / 4.0);
        some(item, "price", Decimal128.parse(RANDOM.nextInt(5) + ".50"));
        some(item, "open", RANDOM.nextBoolean());
        some(item, "seen", Date.from(Instant.parse("2026-01-0" + (1 + RANDOM.nextInt(9)) + "T00:00:00Z")));
        some(item, "day", Date.from(Instant.parse("2026-02-0" + (1 + RANDOM.nextInt(9)) + "T00:00:00Z")));
        some(item, "big", 9_000_000_000L + RANDOM.nextInt(4));
        some(item, "tags", List.of("t" + RANDOM.nextInt(3), "u" + RANDOM.nextInt(3)));
        some(item, "secret", "s" + RANDOM.nextInt(2));
        some(item, "inner", new Document("n", RANDOM.nextInt(3)));
        return item.append("_h", new Document("v", 1L));
    }

    private static void some(Document item, String field, Object value) {
        if (RANDOM.nextInt(5) > 0) {
            item.append(field, value);
        }
    }

    private static Document seat(String room, int row) {
        return new Document("_id", new Document("room", room).append("row", row))
                .append("room", room)
                .append("row", row)
                .append("taken", true)
                .append("_h", new Document("v", 1L));
    }

    private static Document note(String id, String owner) {
        return new Document("_id", id)
                .append("id", id)
                .append("owner", owner)
                .append("text", "of " + owner)
                .append("_h", new Document("v", 1L));
    }

    /** The URL's form and GraphQL's of the same filter. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            kind=BIG                                    | {kind: {eq: BIG}}
            kind=BIG&kind=ODD                           | {kind: {in: [BIG, ODD]}}
            kind.in=BIG                                 | {kind: {in: [BIG]}}
            kind.ne=BIG                                 | {kind: {ne: BIG}}
            id=i7&id=i8                                 | {id: {in: ["i7", "i8"]}}
            size=3                                     | {size: {eq: 3}}
            size.gt=-1&size.lt=4                      | {size: {gt: -1, lt: 4}}
            size.gte=-1&size.lte=1                    | {size: {gte: -1, lte: 1}}
            weight.gte=0.5&weight.ne=1                  | {weight: {gte: 0.5, ne: 1}}
            price=1.5                                   | {price: {eq: "1.5"}}
            price.gt=2.50                               | {price: {gt: "2.50"}}
            open=true                                   | {open: {eq: true}}
            open.exists=false                           | {open: {exists: false}}
            seen.gte=2026-01-04T00:00:00Z               | {seen: {gte: "2026-01-04T00:00:00Z"}}
            seen.lt=2026-01-04T02:00:00%2B02:00         | {seen: {lt: "2026-01-04T00:00:00Z"}}
            day=2026-02-03                              | {day: {eq: "2026-02-03"}}
            big.gt=9000000001                           | {big: {gt: 9000000001}}
            name=Ada                                    | {name: {eq: "Ada"}}
            name=x,y                                    | {name: {eq: "x,y"}}
            name=                                       | {name: {eq: ""}}
            name=%C3%9F                                 | {name: {eq: "ß"}}
            name.contains=.b*                           | {name: {contains: ".b*"}}
            name.contains=%C3%9F+%26                    | {name: {contains: "ß &"}}
            name.gt=a                                   | {name: {gt: "a"}}
            tags=t1                                     | {tags: {contains: "t1"}}
            tags=t1&tags=u1                             | {tags: {containsAny: ["t1", "u1"]}}
            tags.contains=u2                            | {tags: {contains: "u2"}}
            tags.containsAny=u2&tags.containsAny=t0     | {tags: {containsAny: ["u2", "t0"]}}
            tags.exists=true                            | {tags: {exists: true}}
            kind=BIG&size.gt=0                         | {kind: {eq: BIG}, size: {gt: 0}}
            where={"or":[{"kind":{"eq":"BIG"}},{"not":{"size":{"gt":0}}}],"and":[]}  | {or: [{kind: {eq: BIG}}, {not: {size: {gt: 0}}}], and: []}
            where={"kind":{"in":["BIG","ODD"],"ne":"ODD"},"name":null}   | {kind: {in: [BIG, ODD], ne: ODD}}
            where={"kind":{"in":"BIG"},"or":{"size":{"eq":1}}}          | {kind: {in: BIG}, or: {size: {eq: 1}}}
            where={"kind":{"eq":null}}                  | {kind: {eq: null}}
            where={"price":{"lt":2.5},"big":{"ne":9000000001}}           | {price: {lt: 2.5}, big: {ne: 9000000001}}
            where={"kind":{"ne":null}}&size.lt=0       | {kind: {ne: null}, size: {lt: 0}}
            """)
    void filterFindsWhatGraphQlFinds(String url, String where) throws Exception {
        assertSamePages(url.strip(), "where: " + where.strip(), "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            orderBy=size                | orderBy: [{field: size}]
            orderBy=-size,name          | orderBy: [{field: size, direction: DESC}, {field: name}]
            orderBy=seen&orderBy=-weight | orderBy: [{field: seen}, {field: weight, direction: DESC}]
            """)
    void orderIsThatOfGraphQl(String url, String orderBy) throws Exception {
        assertSamePages(url.strip(), orderBy.strip(), "");
        assertSamePages(
                "as=x:support&secret=s1&" + url.strip(), "where: {secret: {eq: \"s1\"}}, " + orderBy, "x:support");
    }

    @Test
    void filtersMadeByChanceFindWhatGraphQlFinds() throws Exception {
        for (int i = 0; i < 40; i++) {
            List<String> url = new ArrayList<>();
            List<String> graphQl = new ArrayList<>();
            for (String[] each : conditions()) {
                if (RANDOM.nextInt(3) == 0) {
                    url.add(each[0]);
                    graphQl.add(each[1]);
                }
            }
            assertSamePages(String.join("&", url), "where: {" + String.join(", ", graphQl) + "}", "");
        }
    }

    private static List<String[]> conditions() {
        int size = RANDOM.nextInt(10) - 5;
        String kind = KINDS.get(RANDOM.nextInt(3));
        String op = List.of("gt", "gte", "lt", "lte", "ne").get(RANDOM.nextInt(5));
        return List.of(
                new String[] {"size." + op + "=" + size, "size: {" + op + ": " + size + "}"},
                new String[] {"kind.ne=" + kind, "kind: {ne: " + kind + "}"},
                new String[] {"tags=t1", "tags: {contains: \"t1\"}"},
                new String[] {"name.exists=true", "name: {exists: true}"},
                new String[] {"weight.lt=1.25", "weight: {lt: 1.25}"});
    }

    /** Goes through all pages, forward by the links and back, and compares with GraphQL's whole list. */
    private static void assertSamePages(String url, String arguments, String as) throws Exception {
        List<JsonNode> expected = new ArrayList<>();
        String after = "";
        do {
            JsonNode list = graphQl(
                    "{ items(first: 100, " + arguments + after + ") { nodes { " + FIELDS
                            + " } totalCount pageInfo { endCursor hasNextPage } } }",
                    as);
            list.path("nodes").forEach(expected::add);
            after = list.at("/pageInfo/hasNextPage").asBoolean()
                    ? ", after: \"" + list.at("/pageInfo/endCursor").asText() + "\""
                    : "";
        } while (!after.isEmpty());

        int length = 1 + RANDOM.nextInt(60);
        List<JsonNode> forward = new ArrayList<>();
        String path = "/api/items?first=" + length + "&count=true&" + encoded(url);
        HttpResponse<String> page;
        String end;
        do {
            end = path;
            page = get(path);
            assertThat(page.statusCode()).as(url + " " + page.body()).isEqualTo(200);
            JSON.readTree(page.body()).forEach(forward::add);
            assertThat(page.headers().firstValue("X-Total-Count")).contains(String.valueOf(expected.size()));
            path = link(page, "next").map(next -> next + who(url)).orElse("");
        } while (!path.isEmpty());
        assertThat(forward).as("%s seed %d", url, SEED).isEqualTo(expected);
        assertThat(link(get(end), "first").isPresent()).isEqualTo(expected.size() > length);

        List<JsonNode> backward = new ArrayList<>();
        path = "/api/items?last=" + length + "&" + encoded(url);
        do {
            page = get(path);
            List<JsonNode> documents = new ArrayList<>();
            JSON.readTree(page.body()).forEach(documents::add);
            backward.addAll(0, documents);
            path = link(page, "prev").map(prev -> prev + who(url)).orElse("");
        } while (!path.isEmpty());
        assertThat(backward).as("%s seed %d", url, SEED).isEqualTo(expected);
    }

    /** Who asked is not in a link, which the same client follows. */
    private static String who(String url) {
        return url.startsWith("as=") ? "&" + url.split("&", 2)[0] : "";
    }

    /** Of JSON in a URL what Java's client does not take as it is. */
    private static String encoded(String url) {
        StringBuilder encoded = new StringBuilder();
        for (char c : url.toCharArray()) {
            encoded.append(
                    "{}[]\" ".indexOf(c) < 0
                            ? String.valueOf(c)
                            : URLEncoder.encode(String.valueOf(c), StandardCharsets.UTF_8));
        }
        return encoded.toString();
    }

    private static Optional<String> link(HttpResponse<?> page, String relation) {
        Matcher link = Pattern.compile("<([^>]*)>; rel=\"" + relation + "\"")
                .matcher(page.headers().firstValue("Link").orElse(""));
        return link.find() ? Optional.of(link.group(1)) : Optional.empty();
    }

    @Test
    void pageHasWhatGraphQlWouldHaveAndNoMore() throws Exception {
        HttpResponse<String> page = get("/api/items");
        JsonNode documents = JSON.readTree(page.body());
        assertThat(documents).hasSize(20);
        assertThat(page.body()).doesNotContain("not shown", "_h", "internal", "seats");
        assertThat(page.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(page.headers().firstValue("Cache-Control")).contains("private, no-cache");
        assertThat(page.headers().firstValue("X-Correlation-Id")).isPresent();
        assertThat(page.headers().firstValue("X-Total-Count")).isEmpty();
        assertThat(link(page, "prev")).isEmpty();
        assertThat(link(page, "first")).isEmpty();
        assertThat(link(page, "next").orElseThrow()).startsWith("/api/items?first=20&after=2.");
        assertThat(JSON.readTree(get("/api/items?first=0").body())).isEmpty();
        assertThat(JSON.readTree(get("/api/items?fields=kind,id&first=1").body())
                        .get(0)
                        .fieldNames())
                .toIterable()
                .containsExactly("id", "kind");
        // A link keeps the rest of the URL, and nothing of it breaks the header
        String next = link(get("/api/items?first=1&name.ne=%3E%22%2C&kind.ne=ODD"), "next")
                .orElseThrow();
        assertThat(next).startsWith("/api/items?name.ne=%3E%22%2C&kind.ne=ODD&first=1&after=");
    }

    @Test
    void guardedFieldIsNullButForItsReaders() throws Exception {
        // Given
        howdah.collection("items")
                .insertOne(item("guarded").append("secret", "s9").append("kind", "ODD"));

        // When
        JsonNode theirs = JSON.readTree(get("/api/items/guarded?as=x:support").body());
        JsonNode mine = JSON.readTree(get("/api/items/guarded?as=x").body());

        // Then
        assertThat(theirs.path("secret").asText()).isEqualTo("s9");
        assertThat(mine.path("secret").isNull()).isTrue();
        ((ObjectNode) theirs).putNull("secret");
        assertThat(mine).isEqualTo(theirs);
        assertThat(JSON.readTree(get("/api/items?id=guarded&fields=secret").body())
                        .toString())
                .isEqualTo("[{\"secret\":null}]");
        assertProblem(get("/api/items?secret=s9&as=x"), 403, "You may not filter by secret");
        assertProblem(get("/api/items?where=" + encoded("{\"not\":{\"secret\":{\"eq\":\"s9\"}}}")), 403, "secret");
        howdah.collection("items").deleteOne(new Document("_id", "guarded"));
    }

    @Test
    void onlyOwnersSeeTheirDocuments() throws Exception {
        assertThat(ids(get("/api/notes?as=alice"))).containsExactly("n1", "n3");
        assertThat(ids(get("/api/notes?as=bob&count=true"))).containsExactly("n2");
        assertThat(get("/api/notes?as=bob&count=true").headers().firstValue("X-Total-Count"))
                .contains("1");
        assertThat(ids(get("/api/notes?as="))).isEmpty();
        assertThat(get("/api/notes/n1?as=alice").statusCode()).isEqualTo(200);
        String absent = "There is no Note with this key, or none that you may see.";
        assertProblem(get("/api/notes/n1?as=bob"), 404, absent);
        assertProblem(get("/api/notes/none?as=bob"), 404, absent);
        // And what is deleted is not there
        howdah.collection("notes")
                .insertOne(note("gone", "bob").append("_h", new Document("v", 2L).append("del", true)));
        assertProblem(get("/api/notes/gone?as=bob"), 404, absent);
        // Nor does what one may see tell of what another may
        String tag = get("/api/notes/n1?as=alice").headers().firstValue("ETag").orElseThrow();
        assertThat(get("/api/notes/n1?as=bob", "If-None-Match", tag).statusCode())
                .isEqualTo(404);
        assertThat(get("/api/notes/n1?as=bob", "If-None-Match", "*").statusCode())
                .isEqualTo(404);
    }

    private static List<String> ids(HttpResponse<String> page) throws IOException {
        List<String> ids = new ArrayList<>();
        JSON.readTree(page.body()).forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    @Test
    void keyIsTheTextOfASubject() throws Exception {
        for (String key : List.of("a%253Ab:1", "a%25253Ab:1", "50%2525%2Fx:7", "%C3%BC%20%2B:-3", "%C3%BC%20+:-3")) {
            HttpResponse<String> found = get("/api/seats/" + key);
            assertThat(found.statusCode()).as(key + " " + found.body()).isEqualTo(200);
        }
        assertThat(JSON.readTree(get("/api/seats/a%253Ab:1").body())
                        .path("room")
                        .asText())
                .isEqualTo("a:b");
        for (String key : List.of("a:b:1", "a", "a:x", "a:1:", ":", "a:99999999999")) {
            assertProblem(get("/api/seats/" + key), 404, "There is no Seat");
        }
        for (String key : List.of("65a000000000000000000001", "7", encoded("{\"shop\":1,\"no\":2}"))) {
            assertThat(get("/api/founds/" + key).statusCode()).as(key).isEqualTo(200);
        }
        assertProblem(get("/api/founds/8"), 404, "There is no Found");
        assertProblem(get("/api/items/%00"), 404, "There is no Item");
    }

    @Test
    void tagLivesAsLongAsTheRepresentation() throws Exception {
        // Given
        howdah.collection("items")
                .insertOne(new Document("_id", "t")
                        .append("id", "t")
                        .append("version", 1L)
                        .append("secret", "s"));
        String path = "/api/items/t";
        HttpResponse<String> first = get(path);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).matches("\"[\\w-]{22}\"");
        assertThat(first.headers().firstValue("Cache-Control")).contains("private, no-cache");
        assertThat(first.headers().firstValue("Vary")).contains("Authorization");

        // Then it names the same again, in each way that it can be named
        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "\"a,b\" ,W/" + tag, "*", tag + ",")) {
            HttpResponse<String> unchanged = get(path, "If-None-Match", known);
            assertThat(unchanged.statusCode()).as(known).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(unchanged.headers().firstValue("ETag")).contains(tag);
            assertThat(unchanged.headers().firstValue("Content-Type")).isEmpty();
            assertThat(unchanged.headers().firstValue("Cache-Control")).contains("private, no-cache");
        }
        for (String other : List.of("\"x\"", "W/\"x\", \"y\"", tag.replace("\"", ""), tag + " nonsense", "\"")) {
            assertThat(get(path, "If-None-Match", other).statusCode()).as(other).isEqualTo(200);
        }
        // And another, whenever something else is shown
        assertThat(tag(path + "?as=x:support")).isNotEqualTo(tag);
        assertThat(tag(path + "?fields=id")).isNotEqualTo(tag);
        howdah.collection("items")
                .updateOne(new Document("_id", "t"), new Document("$set", new Document("version", 2L)));
        assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(200);
        assertThat(tag(path)).isNotEqualTo(tag);
        // And an external document has one that lives likewise
        String external = tag("/api/founds/7");
        assertThat(get("/api/founds/7", "If-None-Match", external).statusCode()).isEqualTo(304);
        howdah.collection("found")
                .updateOne(new Document("_id", 7L), new Document("$set", new Document("what", "scarf")));
        assertThat(get("/api/founds/7", "If-None-Match", external).statusCode()).isEqualTo(200);
        howdah.collection("items").deleteOne(new Document("_id", "t"));
        assertProblem(get(path, "If-None-Match", "*"), 404, "There is no Item");
    }

    private static String tag(String path) throws Exception {
        return get(path).headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        HttpResponse<String> head = send(request("/api/seats/a%253Ab:1").method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> got = get("/api/seats/a%253Ab:1");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("ETag")).isEqualTo(got.headers().firstValue("ETag"));
        HttpResponse<String> list = send(request("/api/items?count=true").method("HEAD", BodyPublishers.noBody()));
        assertThat(list.headers().firstValue("X-Total-Count")).isPresent();
        // And the connection serves the next request
        assertThat(
                        raw(
                                "HEAD /api/items HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .containsOnlyOnce("HTTP/1.1 200 OK")
                .containsOnlyOnce("HTTP/1.1 404 Not Found")
                .doesNotContain("i10");
    }

    @Test
    void maskingStepShowsInListsAndDocuments() throws Exception {
        assertThat(get("/api/seats").body()).contains("\"taken\":null").doesNotContain("true");
        assertThat(get("/api/seats/a%253Ab:1").body()).isEqualTo("{\"room\":\"a:b\",\"row\":1,\"taken\":null}");
        assertThat(get("/api/items?open=true").body()).contains("true");
    }

    @Test
    void refusingStepRefuses() throws Exception {
        assertProblem(get("/api/founds/refused"), 403, "That one is kept.");
        assertThat(get("/api/founds/7").statusCode()).isEqualTo(200);
    }

    @Test
    void answersAreAsDescribed() throws Exception {
        // Given
        HttpResponse<String> description = get("/openapi.json");
        assertThat(description.headers().firstValue("Content-Type")).contains("application/json");
        DescribedAnswers described = new DescribedAnswers(JSON.readTree(description.body()));

        // Then
        for (String[] each : new String[][] {
            {"/api/items?first=100", "/api/items"},
            {"/api/items?as=x:support", "/api/items"},
            {"/api/items/i1", "/api/items/{key}"},
            {"/api/items?first=x", "/api/items"},
            {"/api/items?secret=x", "/api/items"},
            {"/api/items/none", "/api/items/{key}"},
            {"/api/founds", "/api/founds"},
            {"/api/seats/a%253Ab:1", "/api/seats/{key}"},
        }) {
            HttpResponse<String> answer = get(each[0]);
            assertThat(problems(described, each[1], "get", answer)).as(each[0]).isEmpty();
        }
        HttpResponse<String> hailed = command("hail", "{\"place\":\"harbour\"}", "application/json", "");
        assertThat(problems(described, "/api/hail", "post", hailed)).isEmpty();
        HttpResponse<String> pinged = command("ping", "", "application/json", "");
        assertThat(problems(described, "/api/ping", "post", pinged)).isEmpty();
        HttpResponse<String> refused = command("hail", "{\"place\":\"palace\"}", "application/json", "");
        assertThat(problems(described, "/api/hail", "post", refused)).isEmpty();
        // And what is not as described is found
        assertThat(described.problems("/api/items/{key}", "get", 200, "application/json", JSON.readTree("{\"id\":1}")))
                .isNotEmpty();
    }

    private static List<String> problems(
            DescribedAnswers described, String path, String method, HttpResponse<String> answer) throws Exception {
        return described.problems(
                path,
                method,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                JSON.readTree(answer.body()));
    }

    @Test
    void compressedDocumentHasAWeakTag() throws Exception {
        HttpResponse<String> page = get("/api/items", "Accept-Encoding", "gzip");
        assertThat(page.headers().firstValue("Content-Encoding")).contains("gzip");
        howdah.collection("items")
                .insertOne(new Document("_id", "long")
                        .append("id", "long")
                        .append("version", 1L)
                        .append("name", "x".repeat(5_000)));
        String strong = tag("/api/items/long");
        String weak = get("/api/items/long", "Accept-Encoding", "gzip")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(weak).isEqualTo("W/" + strong);
        assertThat(get("/api/items/long", "If-None-Match", weak).statusCode()).isEqualTo(304);
        howdah.collection("items").deleteOne(new Document("_id", "long"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing=1                   | 400 | nothing is not a filterable field; available: id, name, kind, size, weight, price, open, seen, day, big, tags.
            version=1                   | 400 | version is not a filterable field
            kind=HUGE                   | 400 | must be one of the values of Kind
            kind.gt=BIG                 | 400 | kind.gt is not an operator of kind; available: eq, ne, in, exists.
            tags.eq=t1                  | 400 | tags.eq is not an operator of tags; available: contains, containsAny, exists.
            size=many                  | 400 | size: Item.size
            size.lt=1&size.lt=2       | 400 | The parameter size.lt is given more than once.
            size=1&size.eq=2          | 400 | repeats the condition eq on size
            open=maybe                  | 400 | must be true or false
            open.exists=1               | 400 | open.exists must be true or false.
            orderBy=kind                | 400 | orderBy=kind is not a sortable field; available: name, size, weight, seen.
            first=101                   | 400 | first=101 must be from 0 to 100
            first=-1                    | 400 | first=-1 must be from 0 to 100
            first=x                     | 400 | first must be a whole number.
            first=1&last=1              | 400 | first and last are mutually exclusive
            after=nonsense              | 400 | after is not a cursor of this list
            before=                     | 400 | before is not a cursor of this list
            fields=id,other             | 400 | fields: other is not a field; available: id, version, name
            count=true&count=false      | 400 | The parameter count is given more than once.
            where={                     | 400 | The parameter where is not JSON.
            where=[]                    | 400 | where must be an object.
            where={"x":{"eq":1}}        | 400 | where.x is not a filterable field
            where={"kind":{"like":"B"}} | 400 | where.kind.like is not an operator of kind
            where={"kind":{"eq":"B"}}   | 400 | where.kind.eq: must be one of the values of Kind
            where={"size":{"gt":null}} | 400 | where.size.gt must not be null
            where={"size":{"gt":{}}}   | 400 | where.size.gt must be a string, a number or a boolean.
            where={"size":{"gt":1.5}}  | 400 | where.size.gt: must be
            where={"and":[1]}           | 400 | where.and must be an object.
            where={}&where={}           | 400 | The parameter where is given more than once
            name=%zz                    | 400 | The request is malformed.
            """)
    void unfitParameterIsAProblemThatSaysWhatFits(String url, int status, String detail) throws Exception {
        assertProblem(raw("GET", "/api/items?" + encoded(url.strip())), status, detail.strip());
    }

    @Test
    void cursorIsGoodForItsListAlone() throws Exception {
        String next =
                link(get("/api/items?first=2&size.gt=-3&kind.ne=BIG"), "next").orElseThrow();
        assertThat(get(next).statusCode()).isEqualTo(200);
        // In whatever order the conditions stand
        String cursor = next.replaceFirst(".*after=", "");
        assertThat(get("/api/items?kind.ne=BIG&size.gt=-3&after=" + cursor).statusCode())
                .isEqualTo(200);
        assertProblem(get("/api/items?size.gt=-2&after=" + cursor), 400, "after is not a cursor of this list");
        assertProblem(get(next + "&orderBy=size"), 400, "after is not a cursor of this list");
    }

    @Test
    void requestThatNothingAnswersIsAProblem() throws Exception {
        assertProblem(get("/api/nothing"), 404, "available: /api/founds, /api/founds/{key}");
        assertProblem(get("/api/hail/x"), 404, "POST /api/hail");
        assertProblem(get("/api/items/i1/more"), 404, "Nothing is served at this path");
        assertProblem(
                get("/api/items/i1?count=true"), 400, "count is not a parameter of this path; available: fields.");
        assertProblem(get("/api/items", "Accept", "text/html"), 406, "application/json");
        assertThat(get("/api/items", "Accept", "application/*;q=0.5").statusCode())
                .isEqualTo(200);
        assertAllows(send(request("/api/items").DELETE()), "GET, HEAD");
        assertAllows(send(request("/api/items").POST(BodyPublishers.ofString("{}"))), "GET, HEAD");
        assertAllows(send(request("/api/items/i1").PUT(BodyPublishers.noBody())), "GET, HEAD");
        assertAllows(get("/api/hail"), "POST");
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> traced = get("/api/items?first=x", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        assertThat(traced.headers().firstValue("X-Correlation-Id")).contains(trace);
        assertThat(JSON.readTree(traced.body()).path("correlationId").asText()).isEqualTo(trace);
    }

    private static void assertAllows(HttpResponse<String> response, String methods) throws Exception {
        assertProblem(response, 405, "");
        assertThat(response.headers().firstValue("Allow")).contains(methods);
    }

    @Test
    void commandIsExecutedByItsRoute() throws Exception {
        HttpResponse<String> hailed =
                command("hail", "{\"place\":\"harbour\",\"way\":{\"via\":[\"x\"]}}", "application/json", "key-1");
        assertThat(hailed.statusCode()).as(hailed.body()).isEqualTo(200);
        assertThat(hailed.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode answer = JSON.readTree(hailed.body());
        assertThat(answer.toString())
                .isEqualTo(
                        "{\"place\":\"harbour\",\"seats\":2,\"via\":[\"x\"],\"id\":\"alice/key-1/hail\",\"inner\":{\"n\":1}}");
        // The same name by GraphQL is the same command
        assertThat(JSON.readTree(howdah.post("mutation { hail(place: \"harbour\") { id } }", "alice", "key-1")
                                .body())
                        .at("/data/hail/id")
                        .asText())
                .isEqualTo("alice/key-1/hail");
        assertThat(command("ping", "", "application/json", "").body()).isEqualTo("\"pong\"");
        assertThat(command("ping", "{}", "application/json; charset=utf-8", "").body())
                .isEqualTo("\"pong\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"place":"nowhere"}          | application/json | 400 | nowhere is no place
            {"place":"palace"}           | application/json | 403 | the palace is not for you
            {"place":"broken"}           | application/json | 500 | The command failed. It may or may not have taken effect.
            {"seats":1}                  | application/json | 400 | place
            {"place":"x","seats":"x"}    | application/json | 400 | seats
            {"place":"x","colour":"red"} | application/json | 400 | colour is not an argument of hail; available: place, seats, way.
            {"place":                    | application/json | 400 | The body is not JSON.
            {"place":"a","place":"b"}    | application/json | 400 | The body is not JSON.
            []                           | application/json | 400 | The body must be a JSON object
            {"place":"x"}                | text/plain       | 415 | The body must be application/json in UTF-8.
            place=x                      | application/x-www-form-urlencoded | 415 | media type
            """)
    void commandThatFailsIsAProblem(String body, String mediaType, int status, String detail) throws Exception {
        HttpResponse<String> answer = command("hail", body.strip(), mediaType.strip(), "");
        assertThat(answer.body()).doesNotContain("secret of ours");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).contains(detail.strip());
    }

    @Test
    void commandTakesNoParametersAndNotEveryKeyAndSize() throws Exception {
        assertProblem(
                send(request("/api/ping?x=1").POST(BodyPublishers.noBody())),
                400,
                "x is not a parameter of this path; available: none.");
        HttpResponse<String> key = command("hail", "{\"place\":\"x\"}", "application/json", "k".repeat(256));
        assertProblem(key, 400, "Idempotency-Key must be 1 to 255 printable ASCII characters");
        HttpResponse<String> large =
                command("hail", "{\"place\":\"" + "x".repeat(1_100_000) + "\"}", "application/json", "");
        assertThat(large.statusCode()).isEqualTo(413);
    }

    private static HttpResponse<String> command(String name, String body, String mediaType, String key)
            throws Exception {
        HttpRequest.Builder request = request("/api/" + name + "?as=alice")
                .header("Content-Type", mediaType)
                .POST(BodyPublishers.ofString(body));
        return send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String detail) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    /** A request line that Java's own client would refuse to send. */
    private static void assertProblem(String response, int status, String detail) {
        assertThat(response).startsWith("HTTP/1.1 " + status + " ").contains(detail.replace("\"", "\\\""));
    }

    private static String raw(String method, String target) throws IOException {
        return raw(method + " " + target + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + TestTokens.of("alice")
                + "\r\nConnection: close\r\n\r\n");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", howdah.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode graphQl(String query, String as) throws Exception {
        JsonNode answer = JSON.readTree(howdah.post(query, as).body());
        return answer.at("/data/items");
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static HttpRequest.Builder request(String path) {
        return TestTokens.request("http://127.0.0.1:" + howdah.port() + path).timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
