package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TransportWsClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message and each close code of graphql-transport-ws, as the protocol's own server has them. */
class TransportWsIT {

    private static final String INIT = "{'type':'connection_init'}";
    private static final String CHANGES =
            "subscription { rideChanged { cursor operation key version recovered node { id etaSeconds } } }";

    private static RunningApplication howdah;
    /** Says nothing while the other tests run. */
    private static TransportWsClient silent;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of("howdah.http.requests-per-second", "200"));
        silent = open();
    }

    @AfterAll
    static void stop() {
        silent.close();
        howdah.close();
    }

    @Test
    void whoDoesNotBeginIsClosed() {
        assertThat(silent.closed()).isEqualTo("4408 Connection initialisation timeout");
    }

    @Test
    void initIsAcknowledged() {
        try (TransportWsClient client = open()) {
            client.send("{'type':'connection_init'}");
            client.next("connection_ack");
            assertThat(client.protocol()).isEqualTo(TransportWsClient.PROTOCOL);
        }
    }

    @Test
    void urlOrInitSaysWhoAsks() throws Exception {
        // Given
        send("who", 1);
        String query = "{ ride(id: \"who\") { id } }";
        for (String path : List.of("/graphql?as=bob", "/graphql?as=alice", "/graphql")) {
            for (String who : List.of("alice", "bob", "")) {
                try (TransportWsClient client = TransportWsClient.open(howdah.port(), path)) {
                    if (who.isEmpty()) {
                        client.send(INIT);
                    } else {
                        client.initialise(who);
                    }
                    client.next("connection_ack");
                    // The last credentials apply; the demo's user is alice.
                    boolean alice = who.isEmpty() ? !path.contains("bob") : who.equals("alice");

                    // When, then
                    await().untilAsserted(() -> {
                        client.subscribe("1", query);
                        JsonNode answer = client.next("next", "1");
                        client.next("complete", "1");
                        assertThat(answer.at("/payload/data/ride/id").asText())
                                .as(path + who)
                                .isEqualTo(alice ? "who" : "");
                    });
                }
            }
        }
    }

    @Test
    void queryIsAnsweredOnceAndCompleted() {
        try (TransportWsClient client = alice()) {
            client.subscribe("q", "query($id: ID!) { ride(id: $id) { id } }", Map.of("id", "nowhere"));
            assertThat(client.next("next", "q").path("payload").toString()).isEqualTo("{\"data\":{\"ride\":null}}");
            client.next("complete", "q");
            assertThat(client.messages()).isEmpty();
        }
    }

    @Test
    void mutationIsAnsweredOnceAndCompleted() {
        try (TransportWsClient client = alice()) {
            client.subscribe("m", "mutation { collectPrescription(id: \"p-1\") { commandId } }");
            assertThat(client.next("next", "m")
                            .at("/payload/data/collectPrescription/commandId")
                            .asText())
                    .isNotEmpty();
            client.next("complete", "m");
            assertThat(client.messages()).isEmpty();
        }
    }

    @Test
    void operationNameChoosesTheOperation() {
        try (TransportWsClient client = alice()) {
            client.send(
                    "{'id':'1','type':'subscribe','payload':{'query':'query A { a: ride(id: 1) { id } } query B { b:"
                            + " ride(id: 1) { id } }','operationName':'B','variables':null,'extensions':{}}}");
            assertThat(client.next("next", "1").at("/payload/data").has("b")).isTrue();
        }
    }

    @Test
    void operationsOfOneSocketDoNotDisturbEachOther() throws Exception {
        try (TransportWsClient client = alice()) {
            // Given
            client.subscribe("a", CHANGES);
            client.subscribe(
                    "b", "subscription { changed: rideChanged(where: {etaSeconds: {gt: 5}}) { operation key } }");
            client.subscribe("d", "subscription { driverChanged { operation key } }");
            for (String id : List.of("a", "b", "d")) {
                client.change(id, "READY");
            }

            // When
            send("several", 1);
            assertThat(client.change("a", "CREATED").path("key").asText()).isEqualTo("several");
            client.subscribe("q", "{ ride(id: \"several\") { id } }");
            client.next("complete", "q");
            send("several", 6);

            // Then
            assertThat(client.change("a", "UPDATED").at("/node/etaSeconds").asInt())
                    .isEqualTo(6);
            assertThat(client.change("b", "CREATED").path("key").asText()).isEqualTo("several");
            send("several", 3, 7);
            assertThat(client.change("b", "LEFT").path("key").asText()).isEqualTo("several");
            assertThat(client.messages())
                    .noneMatch(message -> message.path("id").asText().equals("d"));
        }
    }

    @Test
    void fragmentsAliasesAndDirectivesMayBeAnywhere() throws Exception {
        try (TransportWsClient client = alice()) {
            client.subscribe(
                    "f",
                    "subscription A($no: Boolean = false, $where: RideFilter) { ...S }"
                            + " fragment S on Subscription { mine: rideChanged(where: $where) { ...C } }"
                            + " fragment C on RideChange { operation name: key __typename node { ... on Ride { eta: etaSeconds"
                            + " status @skip(if: $no) } } }",
                    Map.of("where", Map.of("status", Map.of("eq", "NEAR"))));
            client.change("f", "READY");
            send("parts", 1);
            assertThat(client.change("f", "CREATED").toString())
                    .isEqualTo("{\"operation\":\"CREATED\",\"name\":\"parts\",\"__typename\":\"RideChange\",\"node\":"
                            + "{\"eta\":1,\"status\":\"NEAR\"}}");
        }
    }

    @Test
    void hundredOperationsAreTheMostOfASocket() {
        try (TransportWsClient client = alice()) {
            for (int i = 0; i <= 100; i++) {
                client.subscribe("n" + i, "subscription { rideChanged { operation } }");
            }
            JsonNode refused = client.next("error");
            assertThat(refused.path("id").asText()).isEqualTo("n100");
            assertThat(refused.at("/payload/0/extensions/code").asText()).isEqualTo("OVERLOADED");
            for (int i = 0; i < 100; i++) {
                client.change("n" + i, "READY");
            }

            // And one that has ended makes room
            client.send("{'id':'n7','type':'complete'}");
            client.subscribe("n100", "subscription { rideChanged { operation } }");
            client.change("n100", "READY");
        }
    }

    @Test
    void operationsOfSocketsAreCountedAsRequests() {
        try (TransportWsClient client = TransportWsClient.open(howdah.port(), "/graphql?as=flooder")) {
            client.initialise("flooder");
            client.next("connection_ack");

            // When
            for (int i = 0; i < 1_000; i++) {
                client.subscribe("f" + i, "{ __typename }");
            }

            // Then
            JsonNode refused = client.next("error");
            while (!refused.at("/payload/0/extensions/code").asText().equals("RATE_LIMITED")) {
                refused = client.next("error");
            }
            await().untilAsserted(() -> {
                client.subscribe("again", "{ __typename }");
                client.next("next", "again");
                client.next("complete", "again");
            });
        }
    }

    @Test
    void changesTellWhatTheyAre() throws Exception {
        try (TransportWsClient client = alice()) {
            client.subscribe("a", CHANGES);
            assertThat(client.change("a", "READY").path("recovered").asBoolean(true))
                    .isFalse();

            // When
            send("told", 1);
            JsonNode created = client.change("a", "CREATED");
            howdah.send("rides.topic", "told", (String) null, Map.of("record-version", "2"));
            JsonNode deleted = client.change("a", "DELETED");

            // Then
            assertThat(created.path("key").asText()).isEqualTo("told");
            assertThat(created.path("version").asText()).isEqualTo("1");
            assertThat(created.path("cursor").asText()).isNotEmpty();
            assertThat(created.path("recovered").isNull()).isTrue();
            assertThat(created.at("/node/id").asText()).isEqualTo("told");
            assertThat(deleted.path("key").asText()).isEqualTo("told");
            assertThat(deleted.path("node").isNull()).isTrue();

            // And the cursor of one leads to the next
            client.subscribe(
                    "b",
                    "subscription($since: Cursor) { rideChanged(since: $since) { operation key recovered } }",
                    Map.of("since", created.path("cursor").asText()));
            assertThat(client.change("b", "READY").path("recovered").asBoolean())
                    .isTrue();
            assertThat(client.change("b", "DELETED").path("key").asText()).isEqualTo("told");
        }
    }

    @Test
    void nodeHasAlsoWhatTheFrameTransformLeavesOut() throws Exception {
        try (TransportWsClient client = alice()) {
            client.subscribe(
                    "a", "subscription { rideChanged { operation node { id sequence driverName fareEstimate } } }");
            client.change("a", "READY");
            send("frame", 1);
            JsonNode node = client.change("a", "CREATED").path("node");
            assertThat(node.path("driverName").asText()).isEqualTo("Nadia");
            assertThat(node.path("sequence").asLong()).isEqualTo(1);
            assertThat(node)
                    .isEqualTo(howdah.query("{ ride(id: \"frame\") { id sequence driverName fareEstimate } }")
                            .at("/data/ride"));
        }
    }

    @Test
    void snapshotIsWhatIsThereFirst() throws Exception {
        // Given
        send("shot", 4);
        await().until(() -> howdah.query("{ ride(id: \"shot\") { id } }")
                .at("/data/ride/id")
                .asText()
                .equals("shot"));

        // When
        try (TransportWsClient client = alice()) {
            client.subscribe(
                    "s",
                    "subscription { rideChanged(snapshot: true, where: {etaSeconds: {eq: 4}}) { cursor operation key node {"
                            + " id } } }");

            // Then
            assertThat(client.change("s", "READY").path("cursor").isNull()).isTrue();
            JsonNode item = client.change("s", "SNAPSHOT");
            assertThat(item.path("cursor").isNull()).isTrue();
            assertThat(item.at("/node/id").asText()).isEqualTo("shot");
            assertThat(client.change("s", "SNAPSHOT_END").path("cursor").asText())
                    .isNotEmpty();
        }
    }

    @Test
    void sameIdTwiceIsClosed() {
        try (TransportWsClient client = alice()) {
            client.subscribe("twice", CHANGES);
            client.change("twice", "READY");
            client.subscribe("twice", CHANGES);
            assertThat(client.closed()).isEqualTo("4409 Subscriber for twice already exists");
        }
    }

    @Test
    void idIsFreeAgainAfterItsEnd() {
        try (TransportWsClient client = alice()) {
            for (int i = 0; i < 3; i++) {
                client.subscribe("same", "{ ride(id: 1) { id } }");
                client.next("complete", "same");
                client.subscribe("same", "{ nothing }");
                client.next("error", "same");
                client.subscribe("same", CHANGES);
                client.change("same", "READY");
                client.send("{'id':'same','type':'complete'}");
            }
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void completedOneIsSilent() throws Exception {
        try (TransportWsClient client = alice()) {
            // Given
            client.subscribe("gone", CHANGES);
            client.subscribe("here", CHANGES);
            client.change("gone", "READY");
            client.change("here", "READY");

            // When
            client.send("{'id':'gone','type':'complete'}");
            client.send("{'id':'never','type':'complete'}");
            client.send("{'type':'ping'}");
            client.next("pong");
            send("silent", 1);
            client.change("here", "CREATED");

            // Then
            assertThat(client.messages())
                    .noneMatch(message -> message.path("id").asText().equals("gone"));
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void pingIsAnsweredAtAnyTimeAndPongIsNot() {
        try (TransportWsClient client = open()) {
            client.send("{'type':'ping','payload':{'a':[1,null]}}");
            assertThat(client.next("pong").path("payload").toString()).isEqualTo("{\"a\":[1,null]}");
            client.send("{'type':'pong'}");
            client.send("{'type':'pong','payload':{'b':2}}");
            client.send("{'type':'ping'}");
            assertThat(client.next("pong").has("payload")).isFalse();
            client.send(INIT);
            client.next("connection_ack");
            client.send("{'type':'ping','payload':null}");
            client.next("pong");
            assertThat(client.messages()).isEmpty();
        }
    }

    @Test
    void subscribingBeforeTheAcknowledgementIsClosed() {
        try (TransportWsClient client = open()) {
            client.subscribe("1", CHANGES);
            assertThat(client.closed()).isEqualTo("4401 Unauthorized");
        }
    }

    @Test
    void secondInitIsClosed() {
        try (TransportWsClient client = alice()) {
            client.send(INIT);
            assertThat(client.closed()).isEqualTo("4429 Too many initialisation requests");
        }
    }

    @Test
    void whoDoesNotOfferTheProtocolIsClosed() {
        for (String[] offer : new String[][] {{}, {"graphql-ws"}, {"cloudevents.json", "graphql-transport-ws2"}}) {
            try (TransportWsClient client = TransportWsClient.offering(howdah.port(), "/graphql?as=alice", offer)) {
                assertThat(client.closed()).isEqualTo("4406 Subprotocol not acceptable");
            }
        }
    }

    @Test
    void protocolIsFoundAmongOthers() {
        try (TransportWsClient client = TransportWsClient.offering(
                howdah.port(), "/graphql?as=alice", "graphql-ws", TransportWsClient.PROTOCOL)) {
            assertThat(client.protocol()).isEqualTo(TransportWsClient.PROTOCOL);
            client.send(INIT);
            client.next("connection_ack");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "null",
                "[]",
                "'ping'",
                "{}",
                "{'type':null}",
                "{'type':7}",
                "{'type':'start'}",
                "{'type':'connection_ack'}",
                "{'type':'next','id':'1','payload':{}}",
                "{'type':'ping','payload':7}",
                "{'type':'connection_init','payload':'alice'}",
                "{'type':'connection_init','payload':[]}",
                "{'type':'subscribe'}",
                "{'type':'subscribe','id':7,'payload':{'query':'{ a }'}}",
                "{'type':'subscribe','id':'','payload':{'query':'{ a }'}}",
                "{'type':'subscribe','id':'1'}",
                "{'type':'subscribe','id':'1','payload':'{ a }'}",
                "{'type':'subscribe','id':'1','payload':{'query':7}}",
                "{'type':'subscribe','id':'1','payload':{'query':'{ a }','variables':[]}}",
                "{'type':'subscribe','id':'1','payload':{'query':'{ a }','operationName':7}}",
                "{'type':'subscribe','id':'1','payload':{'query':'{ a }','extensions':7}}",
                "{'type':'complete'}",
                "{'type':'complete','id':7}",
                "{'type':'ping'} {'type':'ping'}"
            })
    void whatIsNoMessageIsClosed(String text) {
        try (TransportWsClient client = alice()) {
            client.send(text);
            assertThat(client.closed()).startsWith("4400 ");
        }
    }

    @Test
    void binaryFrameIsClosed() {
        try (TransportWsClient client = alice()) {
            client.sendBytes(new byte[] {1, 2, 3});
            assertThat(client.closed()).startsWith("4400 ");
        }
    }

    @Test
    void tooLargeMessageIsClosed() {
        try (TransportWsClient client = alice()) {
            client.subscribe("1", "{ ride(id: \"" + "x".repeat(2_000_000) + "\") { id } }");
            assertThat(client.closed()).startsWith("1009");
        }
    }

    @Test
    void documentsThatCannotBeExecutedAreErrors() {
        try (TransportWsClient client = alice()) {
            List<String> documents = new ArrayList<>(List.of(
                    "{",
                    "",
                    "{ nothing }",
                    "subscription { rideChanged { nothing } }",
                    "subscription { rideChanged { operation } deliveryChanged { operation } }",
                    "subscription($no: Boolean = false) { rideChanged { key } deliveryChanged @include(if: $no) { key } }",
                    "subscription($no: Boolean = false) { rideChanged @skip(if: $no) { key } }",
                    "subscription { __typename }",
                    "subscription($since: Cursor!) { rideChanged(since: $since) { operation } }",
                    "query A { ride(id: 1) { id } } query B { ride(id: 1) { id } }"));
            for (String document : documents) {
                client.subscribe("wrong", document);
                JsonNode errors = client.next("error", "wrong").path("payload");
                assertThat(errors.isArray()).as(document).isTrue();
                assertThat(errors.path(0).path("message").asText()).isNotEmpty();
                assertThat(errors.path(0).at("/extensions/code").asText())
                        .as(document)
                        .isNotEmpty()
                        .isNotEqualTo("INTERNAL_SERVER_ERROR");
            }

            // And neither ends the socket, nor follows anything else
            client.send("{'type':'ping'}");
            client.next("pong");
            assertThat(client.messages()).isEmpty();
        }
    }

    @Test
    void whoseCursorIsNoneBeginsAnew() {
        try (TransportWsClient client = alice()) {
            String document =
                    "subscription($snapshot: Boolean) { rideChanged(since: \"nonsense\", snapshot: $snapshot) { operation"
                            + " recovered cursor } }";
            client.subscribe("1", document, Map.of("snapshot", true));
            assertThat(client.change("1", "READY").path("recovered").asBoolean(true))
                    .isFalse();
            client.change("1", "SNAPSHOT_END");
            client.subscribe("2", document, Map.of("snapshot", false));
            client.change("2", "READY");
            client.change("2", "RESYNC");
        }
    }

    @Test
    void expiredIdentityIsClosed() {
        try (TransportWsClient client = TransportWsClient.open(howdah.port(), "/graphql?as=alice&expires=1")) {
            client.send("{'type':'connection_init'}");
            client.next("connection_ack");
            client.subscribe("1", CHANGES);
            client.change("1", "READY");
            assertThat(client.closed()).isEqualTo("4403 Forbidden");
        }
        try (TransportWsClient client = open()) {
            client.initialise("alice", Duration.ofSeconds(1));
            client.next("connection_ack");
            assertThat(client.closed()).isEqualTo("4403 Forbidden");
        }
    }

    @Test
    void whoDoesNotReadIsClosed() throws Exception {
        // Given answers of a megabyte
        for (int i = 0; i < 20; i++) {
            howdah.send("rides.topic", "long-" + i, """
                    {"rideId":"long-%d","seq":1,"rider":{"id":"carol"},"driver":{"id":"d","name":"%s"},"state":"NEAR","eta":1,\
                    "time":"2026-01-01T00:00:00.000Z"}""".formatted(i, "x".repeat(50_000)));
        }
        await().until(() -> howdah.collection("rides").countDocuments(new Document("riderId", "carol")) == 20);

        // When it asks, and takes no answer
        try (TransportWsClient client = TransportWsClient.deaf(howdah.port(), "/graphql?as=carol")) {
            client.send("{'type':'connection_init'}");
            client.next("connection_ack");
            for (int i = 0; i < 40; i++) {
                client.subscribe("q" + i, "{ rides(first: 20) { nodes { driverName } } }");
            }
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

            // Then
            client.listen();
            assertThat(client.closed()).isEqualTo("1013 too slow");
        }
    }

    @Test
    void frontendHasSubscriptionsOfItsViews() throws Exception {
        try (TransportWsClient client = TransportWsClient.open(howdah.port(), "/mobile/graphql?as=alice")) {
            client.send("{'type':'connection_init'}");
            client.next("connection_ack");
            client.subscribe("1", "subscription { rideCardChanged { operation key node { id driver { plate } } } }");
            client.change("1", "READY");
            send("card", 1);
            assertThat(client.change("1", "CREATED").at("/node/id").asText()).isEqualTo("card");
        }
    }

    @Test
    void endOfTheProcessIsToldWithWhenToComeAgain() {
        try (TransportWsClient client = alice();
                TransportWsClient idle = open()) {
            // Else the time-out of the silent one would not be seen.
            silent.closed();
            client.subscribe("1", CHANGES);
            client.change("1", "READY");
            howdah.restart();
            assertThat(client.closed()).matches("1012 .*retry in \\d+ ms.*");
            assertThat(idle.closed()).startsWith("1012");
        }
    }

    private static TransportWsClient open() {
        return TransportWsClient.open(howdah.port(), "/graphql");
    }

    private static TransportWsClient alice() {
        return TransportWsClient.alice(howdah.port());
    }

    private static void send(String id, int version) throws Exception {
        send(id, version, version);
    }

    private static void send(String id, int eta, int version) throws Exception {
        howdah.send("rides.topic", id, """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"driver":{"id":"driver-7","name":"Nadia"},"state":"NEAR",\
                "eta":%d,"fare":"18.40","time":"2026-01-01T00:00:00.000Z"}""".formatted(id, version, eta));
    }
}
