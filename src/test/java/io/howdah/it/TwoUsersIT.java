package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.it.ChangeClient.Request;
import io.howdah.it.ChangeClient.Transport;
import io.howdah.it.MarkedDocuments.Kind;
import io.howdah.it.MarkedDocuments.Person;
import io.howdah.it.MarkedDocuments.Version;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several people read and follow random documents that change their owners, over every transport. Each receives all of
 * their own data, and no answer or event contains another person's data.
 */
class TwoUsersIT {

    private static final Logger LOG = LoggerFactory.getLogger(TwoUsersIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>; rel=\"next\"");
    private static final List<String> FIELDS = List.of("id", "mark", "group", "number", "tags");
    private static final List<String> ORDERED = List.of("mark", "group", "number");
    private static final List<String> RELATED =
            List.of("one { id mark secret }", "many { id mark secret }", "hidden { mark }", "secretly { mark }");

    private static final long SEED = System.nanoTime();
    private static final Random RANDOM = new Random(SEED);
    private static final MarkedDocuments DOCUMENTS = new MarkedDocuments(RANDOM);
    private static final LeakDetector LEAKS = new LeakDetector(DOCUMENTS);

    /** An entity tag that a person received with a document, by its key. */
    private static final Map<String, String> TAGS = new HashMap<>();

    private static RunningApplication howdah;

    /** A moment of the streams: cursors of all clients by how they listen, and what each could see then. */
    private record Moment(Map<String, List<String>> cursors, Map<String, Map<String, Long>> shown) {}

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        LOG.info("What is not for them: seed {}", SEED);
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write(ApplicationFolder.SCHEMA_FILE, all(Kind::sdl))
                .write("graphql/cards/cards.graphqls", all(Kind::viewSdl))
                .write(ApplicationFolder.ROUTES_FILE, all(Kind::routes));
        List<String> topics = Stream.of(Kind.values()).map(Kind::topicKey).toList();
        for (String topic : topics) {
            app.set(topic, topic);
        }
        howdah = RunningApplication.folder(
                app.path(),
                Map.of(
                        "howdah.http.failures-per-second", "100000",
                        "howdah.graphql.max-complexity", "1000000",
                        "howdah.push.max-connections-per-subject", "1000",
                        "howdah.push.max-subscriptions-per-subject", "1000",
                        "howdah.push.max-distinct-subscriptions-per-subject", "1000"),
                topics);
    }

    private static String all(Function<Kind, String> part) {
        return Stream.of(Kind.values()).map(part).collect(Collectors.joining());
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void nobodyIsToldWhatIsNotTheirs() throws Exception {
        // Given those who listen before there is anything
        List<ChangeClient> live = listen(() -> new Request("", Map.of(), true, false, RANDOM.nextInt(4) == 0));
        awaitReady(live);
        Moment beginning = moment(live);

        // When documents come, and change their owners
        change(100, live);
        change(60, live);
        Moment middle = moment(live);
        change(60, live);

        // Then each client comes again with any client's cursor, and catches up from the replay buffer, or asks for
        // a snapshot
        List<ChangeClient> again = comeAgain(beginning, middle);
        awaitReady(again);
        change(40, Stream.concat(live.stream(), again.stream()).toList());
        close(again);
        close(live);

        // Then each person reads
        for (Kind kind : Kind.values()) {
            for (Person person : Person.values()) {
                read(kind, person);
            }
            readTags(kind);
        }
        assertThat(LEAKS.leaks()).isEmpty();

        // Then who comes again to a process that has to look into the history
        howdah.restart();
        List<ChangeClient> later = comeAgain(beginning, middle);
        awaitReady(later);
        change(40, later);
        close(later);

        LOG.info("What is not for them: {} answers and frames with {} marks", LEAKS.answers(), LEAKS.marks());
        assertThat(LEAKS.answers()).isGreaterThan(5_000);
    }

    private static List<ChangeClient> listen(Supplier<Request> requests) {
        List<ChangeClient> clients = new ArrayList<>();
        for (Person person : Person.values()) {
            for (Kind kind : Kind.values()) {
                for (Transport transport : Transport.values()) {
                    clients.add(ChangeClient.open(howdah.port(), transport, kind, person, requests.get(), LEAKS));
                }
            }
        }
        return clients;
    }

    /** Each person comes again: with any person's cursor from the beginning or the middle, or for a snapshot. */
    private static List<ChangeClient> comeAgain(Moment beginning, Moment middle) {
        List<ChangeClient> clients = new ArrayList<>();
        for (Person person : Person.values()) {
            for (Kind kind : Kind.values()) {
                for (Transport transport : Transport.values()) {
                    boolean grouped = RANDOM.nextInt(4) == 0;
                    Request request = switch (RANDOM.nextInt(3)) {
                        case 0 -> new Request(cursor(beginning, transport, kind), Map.of(), true, false, grouped);
                        case 1 ->
                            new Request(
                                    cursor(middle, transport, kind),
                                    middle.shown().get(person + kind.plural()),
                                    false,
                                    false,
                                    false);
                        default -> new Request("", Map.of(), true, true, grouped);
                    };
                    clients.add(ChangeClient.open(howdah.port(), transport, kind, person, request, LEAKS));
                }
            }
        }
        return clients;
    }

    private static String cursor(Moment moment, Transport transport, Kind kind) {
        List<String> cursors = moment.cursors().get(kind.plural() + transport.isGraphQl());
        return cursors.get(RANDOM.nextInt(cursors.size()));
    }

    private static Moment moment(List<ChangeClient> clients) {
        Map<String, List<String>> cursors = new HashMap<>();
        clients.forEach(client -> cursors.computeIfAbsent(
                        client.kind().plural() + client.transport().isGraphQl(), first -> new ArrayList<>())
                .add(client.cursor()));
        Map<String, Map<String, Long>> shown = new HashMap<>();
        for (Kind kind : Kind.values()) {
            for (Person person : Person.values()) {
                Map<String, Long> theirs = new TreeMap<>();
                DOCUMENTS.shown(kind, person).forEach(version -> theirs.put(version.key(), version.sequence()));
                shown.put(person + kind.plural(), theirs);
            }
        }
        return new Moment(cursors, shown);
    }

    private static void awaitReady(List<ChangeClient> clients) {
        await().atMost(PATIENCE)
                .pollInterval(OFTEN)
                .untilAsserted(() -> assertThat(clients.stream()
                                .filter(client -> !client.isReady())
                                .map(client -> client + " as " + client.person() + " " + client.ended()))
                        .isEmpty());
    }

    /** Changes documents, those that each person keeps among them, and waits until all who listen have what is theirs. */
    private static void change(int percent, List<ChangeClient> clients) throws Exception {
        for (Kind kind : Kind.values()) {
            // Others come behind the deletions, those that each person keeps among them.
            Map<String, String> records = new LinkedHashMap<>();
            List<Version> changed = DOCUMENTS.change(kind, percent);
            changed.stream()
                    .filter(version -> !version.deleted())
                    .forEach(version -> records.put(version.key(), version.json()));
            for (Version version : changed) {
                if (version.deleted()) {
                    howdah.send(
                            kind.topicKey(),
                            version.key(),
                            null,
                            Map.of("record-version", String.valueOf(version.sequence())));
                }
            }
            howdah.sendAll(kind.topicKey(), records);
        }
        await().atMost(PATIENCE).pollInterval(OFTEN).until(TwoUsersIT::isStored);
        await().atMost(PATIENCE)
                .pollInterval(OFTEN)
                .untilAsserted(() -> assertThat(complaints(clients)).isEmpty());
        assertThat(LEAKS.leaks()).isEmpty();
    }

    private static List<String> complaints(List<ChangeClient> clients) {
        return clients.stream()
                .map(client -> client.complaint(DOCUMENTS.shown(client.kind(), client.person()))
                        .map(complaint -> client.person() + " " + complaint))
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean isStored() {
        return Stream.of(Kind.values()).allMatch(kind -> {
            Map<String, Long> stored = new HashMap<>();
            for (Document document : howdah.collection(kind.plural()).find()) {
                stored.put(
                        document.getString("_id"),
                        document.get("_h", Document.class)
                                .get("v", Document.class)
                                .getLong("main"));
            }
            return DOCUMENTS.all(kind).stream()
                    .allMatch(version -> Long.valueOf(version.sequence()).equals(stored.get(version.key())));
        });
    }

    private static void close(List<ChangeClient> clients) {
        clients.forEach(ChangeClient::close);
    }

    private static void read(Kind kind, Person person) throws Exception {
        List<Version> shown = DOCUMENTS.shown(kind, person);
        byKey(kind, person, shown);
        List<Condition> conditions = new ArrayList<>();
        for (String field : person.isAuditor() ? with(FIELDS, "secret") : FIELDS) {
            conditions.addAll(Condition.all(field, DOCUMENTS.all(kind), RANDOM));
        }
        for (Condition condition : conditions) {
            List<Version> found = shown.stream().filter(condition::holds).toList();
            if (RANDOM.nextBoolean()) {
                list(kind, person, condition, found);
            } else {
                restList(kind, person, condition, found);
            }
        }
        List<String> ordered = person.isAuditor() ? with(ORDERED, "secret") : ORDERED;
        walk(kind, person, ordered.get(RANDOM.nextInt(ordered.size())), RANDOM.nextBoolean(), shown);
        fromPlaces(kind, person, shown);
        refused(kind, person);
    }

    private static List<String> with(List<String> fields, String one) {
        return Stream.concat(fields.stream(), Stream.of(one)).toList();
    }

    private static void byKey(Kind kind, Person person, List<Version> shown) throws Exception {
        Set<String> theirs = shown.stream().map(Version::key).collect(Collectors.toSet());
        List<String> keys = DOCUMENTS.all(kind).stream().map(Version::key).toList();
        for (String frontend : List.of("", "/cards")) {
            for (int from = 0; from < keys.size(); from += 10) {
                List<String> some = keys.subList(from, Math.min(from + 10, keys.size()));
                String query = some.stream()
                        .map(key -> "k" + keys.indexOf(key) + ": " + single(kind, frontend) + "(id: \"" + key
                                + "\") { id mark secret one { id mark } many { id mark } }")
                        .collect(Collectors.joining(" ", "{ ", " }"));
                JsonNode data = graphQl(person, frontend, query).path("data");
                for (String key : some) {
                    JsonNode found = data.path("k" + keys.indexOf(key));
                    assertThat(found.path("id").asText(""))
                            .as("%s asks%s for %s", person, frontend, key)
                            .isEqualTo(theirs.contains(key) ? key : "");
                }
            }
        }
        String absent = withoutId(rest(person, kind, "/k-none", "").body());
        for (String key : keys) {
            HttpResponse<String> answer = rest(person, kind, "/" + key, "");
            if (theirs.contains(key)) {
                assertThat(answer.statusCode()).isEqualTo(200);
                String tag = answer.headers().firstValue("ETag").orElseThrow();
                assertThat(rest(person, kind, "/" + key, tag).statusCode()).isEqualTo(304);
                TAGS.computeIfAbsent(key, first -> tag);
            } else {
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(withoutId(answer.body())).isEqualTo(absent);
                assertThat(answer.headers().firstValue("ETag")).isEmpty();
            }
        }
    }

    /** The entity tags of those who see a document tell others nothing. */
    private static void readTags(Kind kind) throws Exception {
        for (Person person : Person.values()) {
            Set<String> theirs =
                    DOCUMENTS.shown(kind, person).stream().map(Version::key).collect(Collectors.toSet());
            for (Version version : DOCUMENTS.all(kind)) {
                String tag = TAGS.getOrDefault(version.key(), "*");
                if (!theirs.contains(version.key())) {
                    assertThat(rest(person, kind, "/" + version.key(), tag).statusCode())
                            .isEqualTo(404);
                }
            }
        }
    }

    private static String withoutId(String problem) {
        return problem.replaceAll("\"correlationId\":\"[^\"]*\"", "");
    }

    private static void list(Kind kind, Person person, Condition condition, List<Version> found) throws Exception {
        List<String> keys = found.stream().map(Version::key).toList();
        String frontend = RANDOM.nextBoolean() || condition.field().equals("tags") ? "" : "/cards";
        JsonNode page = graphQl(
                        person,
                        frontend,
                        "{ all: " + many(kind, frontend) + "(first: 50, where: " + condition.graphQl()
                                + ") { totalCount pageInfo { hasNextPage hasPreviousPage } nodes { id mark secret group number "
                                + RELATED.get(RANDOM.nextInt(RELATED.size())) + " } } }")
                .at("/data/all");
        assertThat(keys(page.path("nodes"))).as("%s %s", person, condition).isEqualTo(keys);
        assertThat(page.path("totalCount").asInt())
                .as("%s %s", person, condition)
                .isEqualTo(keys.size());
        assertThat(page.at("/pageInfo/hasNextPage").asBoolean()).isFalse();
    }

    private static void restList(Kind kind, Person person, Condition condition, List<Version> found) throws Exception {
        List<String> keys = found.stream().map(Version::key).toList();
        HttpResponse<String> answer =
                rest(person, kind, "?first=100&count=true&" + condition.rest(RANDOM.nextBoolean()), "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(keys(JSON.readTree(answer.body())))
                .as("%s %s", person, condition)
                .isEqualTo(keys);
        assertThat(answer.headers().firstValue("X-Total-Count")).contains(String.valueOf(keys.size()));
        assertThat(answer.headers().firstValue("Link")).isEmpty();
    }

    /** Goes from page to page in an order. */
    private static void walk(Kind kind, Person person, String field, boolean descending, List<Version> shown)
            throws Exception {
        Comparator<Version> order = Comparator.comparing(
                        (Version version) -> comparable(version.field(field)),
                        Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Version::key);
        List<String> expected = shown.stream()
                .sorted(descending ? order.reversed() : order)
                .map(Version::key)
                .toList();
        String url = "?first=6&orderBy=" + (descending ? "-" : "") + field;
        List<String> walked = new ArrayList<>();
        while (!url.isEmpty()) {
            HttpResponse<String> answer = rest(person, kind, url, "");
            walked.addAll(keys(JSON.readTree(answer.body())));
            Matcher next = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
            url = next.find() ? next.group(1).substring(next.group(1).indexOf('?')) : "";
        }
        assertThat(walked).as("%s by %s", person, field).containsExactlyElementsOf(expected);

        walked.clear();
        String after = "";
        JsonNode page;
        do {
            page = graphQl(
                            person,
                            "",
                            "{ all: " + kind.plural() + "(first: 6" + after + ", orderBy: [{field: " + field
                                    + ", direction: " + (descending ? "DESC" : "ASC")
                                    + "}]) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id mark } } } }")
                    .at("/data/all");
            page.path("edges").forEach(edge -> walked.add(edge.at("/node/id").asText()));
            after = ", after: \"" + page.at("/pageInfo/endCursor").asText() + "\"";
        } while (page.at("/pageInfo/hasNextPage").asBoolean());
        assertThat(walked).as("%s by %s", person, field).containsExactlyElementsOf(expected);
        assertThat(page.path("totalCount").asInt()).isEqualTo(expected.size());
    }

    @SuppressWarnings("unchecked")
    private static Comparable<Object> comparable(Object value) {
        return (Comparable<Object>) value;
    }

    /** Continues from the cursors of documents that others see. */
    private static void fromPlaces(Kind kind, Person person, List<Version> shown) throws Exception {
        for (Person other : Person.values()) {
            JsonNode edges = graphQl(
                            other, "", "{ all: " + kind.plural() + "(first: 50) { edges { cursor node { id } } } }")
                    .at("/data/all/edges");
            if (edges.isEmpty()) {
                continue;
            }
            JsonNode edge = edges.get(RANDOM.nextInt(edges.size()));
            String place = edge.at("/node/id").asText();
            String cursor = edge.path("cursor").asText();
            List<String> behind = shown.stream()
                    .map(Version::key)
                    .filter(key -> key.compareTo(place) > 0)
                    .toList();
            List<String> before = shown.stream()
                    .map(Version::key)
                    .filter(key -> key.compareTo(place) < 0)
                    .toList();
            JsonNode pages = graphQl(
                            person,
                            "",
                            "{ after: " + kind.plural() + "(first: 50, after: \"" + cursor
                                    + "\") { nodes { id mark } } before: " + kind.plural() + "(last: 50, before: \""
                                    + cursor + "\") { nodes { id mark } } }")
                    .path("data");
            assertThat(keys(pages.at("/after/nodes"))).isEqualTo(behind);
            assertThat(keys(pages.at("/before/nodes"))).isEqualTo(before);
            assertThat(keys(JSON.readTree(
                            rest(person, kind, "?first=50&after=" + cursor, "").body())))
                    .isEqualTo(behind);
        }
    }

    /** What one may not read is nothing to filter or to order by, whatever one asks. */
    private static void refused(Kind kind, Person person) throws Exception {
        boolean refused = !person.isAuditor();
        String condition = "{secret: {contains: \"see\"}}";
        List<String> queries = List.of(
                "{ all: %s(where: %s) { totalCount } }".formatted(kind.plural(), condition),
                "{ all: %s(where: {not: {or: [{and: [%s]}]}}) { nodes { id } } }".formatted(kind.plural(), condition),
                "{ all: %s(orderBy: [{field: number}, {field: secret}]) { nodes { id } } }".formatted(kind.plural()));
        for (String query : queries) {
            assertThat(graphQl(person, "", query)
                            .at("/errors/0/extensions/code")
                            .asText(""))
                    .as(query)
                    .isEqualTo(refused ? "FORBIDDEN" : "");
            assertThat(graphQl(person, "/cards", query.replace(kind.plural(), kind.singular() + "Cards"))
                            .at("/errors/0/extensions/code")
                            .asText(""))
                    .as(query)
                    .isEqualTo(refused ? "FORBIDDEN" : "");
        }
        for (String parameters : List.of(
                "?secret.contains=see",
                "?where=" + Condition.encode("{\"secret\":{\"contains\":\"see\"}}"),
                "?orderBy=-secret")) {
            assertThat(rest(person, kind, parameters, "").statusCode())
                    .as(parameters)
                    .isEqualTo(refused ? 403 : 200);
        }
        if (refused) {
            String server = "http://127.0.0.1:" + howdah.port();
            assertThat(events(person, server + "/notifications/" + kind.plural() + "?secret=see")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(events(person, server + "/api/" + kind.plural() + "/changes?secret.contains=see")
                            .statusCode())
                    .isEqualTo(403);
            for (String frontend : List.of("", "Card")) {
                HttpRequest.Builder subscription = post(
                                frontend.isEmpty() ? "" : "/cards",
                                "subscription { " + kind.singular() + frontend + "Changed(where: " + condition
                                        + ") { operation } }")
                        .setHeader("Accept", "text/event-stream");
                assertThat(send(person, subscription).body())
                        .contains("FORBIDDEN")
                        .doesNotContain("READY");
            }
        }
    }

    private static String single(Kind kind, String frontend) {
        return kind.singular() + (frontend.isEmpty() ? "" : "Card");
    }

    private static String many(Kind kind, String frontend) {
        return frontend.isEmpty() ? kind.plural() : kind.singular() + "Cards";
    }

    private static List<String> keys(JsonNode documents) {
        List<String> keys = new ArrayList<>();
        documents.forEach(document -> keys.add(document.path("id").asText()));
        return keys;
    }

    private static JsonNode graphQl(Person person, String frontend, String query) throws Exception {
        JsonNode answer = JSON.readTree(send(person, post(frontend, query)).body());
        assertThat(answer.path("errors"))
                .as(query)
                .allSatisfy(error ->
                        assertThat(error.at("/extensions/code").asText()).isEqualTo("FORBIDDEN"));
        return answer;
    }

    private static HttpRequest.Builder post(String frontend, String query) throws Exception {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + howdah.port() + frontend + "/graphql"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", query))));
    }

    private static HttpResponse<String> rest(Person person, Kind kind, String rest, String ifNoneMatch)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + howdah.port() + "/api/" + kind.plural() + rest));
        if (!ifNoneMatch.isEmpty()) {
            request.header("If-None-Match", ifNoneMatch);
        }
        return send(person, request);
    }

    private static HttpResponse<String> events(Person person, String url) throws Exception {
        return send(person, HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/event-stream"));
    }

    private static HttpResponse<String> send(Person person, HttpRequest.Builder request) throws Exception {
        HttpRequest whole = request.header("Authorization", person.authorization())
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> response = HTTP.send(whole, BodyHandlers.ofString());
        LEAKS.look(
                person,
                whole.method() + " " + whole.uri(),
                response.body() + response.headers().map());
        return response;
    }
}
