package io.howdah.dev.services;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DomainEventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANY = 5_000;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00.123Z"), ZoneOffset.UTC);

    private static final String START = "";
    private static final Map<String, Set<String>> RIDE_STATES = Map.of(
            START,
            Set.of("REQUESTED"),
            "REQUESTED",
            Set.of("ACCEPTED", "CANCELLED"),
            "ACCEPTED",
            Set.of("ON_THE_WAY", "NEAR", "CANCELLED"),
            "ON_THE_WAY",
            Set.of("ON_THE_WAY", "NEAR", "CANCELLED"),
            "NEAR",
            Set.of("ARRIVED"),
            "ARRIVED",
            Set.of("COMPLETED"));
    private static final Map<String, Set<String>> DELIVERY_STEPS = Map.of(
            START,
            Set.of("PLACED"),
            "PLACED",
            Set.of("ACCEPTED"),
            "ACCEPTED",
            Set.of("COOKING"),
            "COOKING",
            Set.of("PICKED_UP"),
            "PICKED_UP",
            Set.of("AT_THE_DOOR"),
            "AT_THE_DOOR",
            Set.of("DELIVERED"));
    private static final String RX = "com.example.pharmacy.prescription.";
    private static final String REMOVED = "tombstone";
    private static final Map<String, Set<String>> PRESCRIPTION_TYPES = Map.of(
            START,
            Set.of(RX + "issued"),
            RX + "issued",
            Set.of(RX + "ready", RX + "withdrawn"),
            RX + "ready",
            Set.of(RX + "collected", RX + "withdrawn"),
            RX + "collected",
            Set.of(REMOVED),
            RX + "withdrawn",
            Set.of(REMOVED));

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Map<String, String> stateOf = new HashMap<>();
    private final Map<String, Integer> versionOf = new HashMap<>();
    private final Map<String, Integer> etaOf = new HashMap<>();

    @Test
    void sameSeedGivesTheSameStreamAndAnotherSeedAnother() {
        // Given
        List<DomainEvent> stream = stream(seed, MANY);

        // Then
        assertThat(stream(seed, MANY)).as("seed %d", seed).isEqualTo(stream);
        assertThat(stream(seed + 1, MANY)).as("seed %d", seed + 1).isNotEqualTo(stream);
    }

    @Test
    void firstEventOfASeedIsTheSameOnEveryMachine() throws IOException {
        // When
        List<DomainEvent> stream = stream(7, 11);

        // Then
        JsonNode first = JSON.readTree(stream.get(10).value());
        assertThat(first.toString())
                .isEqualTo(
                        "{\"rideId\":\"ride-165236\",\"seq\":1,\"rider\":{\"id\":\"carol\"},\"state\":\"REQUESTED\",\"time\":\"2026-01-01T00:00:00.123Z\"}");
    }

    @Test
    void everyLifecycleIsLegal() throws IOException {
        for (DomainEvent event : stream(seed, MANY)) {
            switch (event.topic()) {
                case "rides.events" -> checkRide(event);
                case "deliveries.events" -> checkDelivery(event);
                case "prescriptions.events" -> checkPrescription(event);
                case "drivers.events" -> assertThat(event.key()).matches("driver-\\d+");
                default -> throw new AssertionError("unknown topic " + event.topic());
            }
        }
        assertThat(new HashSet<>(stateOf.values()))
                .as("ends seen with seed %d", seed)
                .contains("COMPLETED", "CANCELLED", "DELIVERED", REMOVED);
    }

    @Test
    void mostEventsAreRidesAndAliceIsTheMostFrequentUser() {
        // When
        List<DomainEvent> stream = stream(seed, MANY);

        // Then
        assertThat(stream.stream().filter(event -> event.topic().equals("rides.events")))
                .as("seed %d", seed)
                .hasSizeBetween(MANY * 55 / 100, MANY * 65 / 100);
        Map<String, Long> events = Stream.of("alice", "bob", "carol", "dave")
                .collect(Collectors.toMap(person -> person, person -> count(stream, person)));
        assertThat(events.values()).allMatch(count -> count > 0);
        assertThat(events.get("alice"))
                .as("seed %d: %s", seed, events)
                .isGreaterThan(Math.max(events.get("bob"), Math.max(events.get("carol"), events.get("dave"))));
    }

    @Test
    void fewEntitiesAreActiveAtATime() throws IOException {
        // When
        everyLifecycleIsLegal();

        // Then
        Set<String> ends = Set.of("COMPLETED", "CANCELLED", "DELIVERED", REMOVED);
        assertThat(stateOf.values().stream().filter(state -> !ends.contains(state)))
                .as("seed %d", seed)
                .hasSizeLessThanOrEqualTo(24 + 30 + 60);
    }

    private void checkRide(DomainEvent event) throws IOException {
        JsonNode ride = JSON.readTree(event.value());
        String state = ride.get("state").asText();
        assertThat(ride.get("rideId").asText()).isEqualTo(event.key());
        checkStep(event, RIDE_STATES, state, ride.get("seq").asInt());
        boolean accepted = ride.has("driver");
        assertThat(accepted).isEqualTo(ride.has("eta")).isEqualTo(ride.has("fare"));
        assertThat(accepted).isEqualTo(ride.has("position"));
        if (!state.equals("CANCELLED")) {
            assertThat(accepted).isEqualTo(!state.equals("REQUESTED"));
        }
        if (accepted) {
            int eta = ride.get("eta").asInt();
            assertThat(eta).isBetween(0, etaOf.getOrDefault(event.key(), 600));
            etaOf.put(event.key(), eta);
            assertThat(ride.get("fare").asText()).matches("\\d+\\.\\d\\d");
        }
        assertThat(event.headers()).isEmpty();
    }

    private void checkDelivery(DomainEvent event) throws IOException {
        JsonNode delivery = JSON.readTree(event.value());
        assertThat(delivery.get("deliveryId").asText()).isEqualTo(event.key());
        assertThat(delivery.get("restaurantId").asText()).matches("r-[1-8]");
        checkStep(
                event,
                DELIVERY_STEPS,
                delivery.get("step").asText(),
                delivery.get("sequence").asInt());
    }

    private void checkPrescription(DomainEvent event) throws IOException {
        if (event.value() == null) {
            checkStep(event, PRESCRIPTION_TYPES, REMOVED, versionOf.get(event.key()) + 1);
            return;
        }
        JsonNode cloudEvent = JSON.readTree(event.value());
        assertThat(cloudEvent.get("specversion").asText()).isEqualTo("1.0");
        assertThat(cloudEvent.get("subject").asText()).isEqualTo(event.key());
        assertThat(cloudEvent.get("time").asText()).isEqualTo("2026-01-01T00:00:00.123Z");
        JsonNode data = cloudEvent.get("data");
        assertThat(data.get("prescriptionId").asText()).isEqualTo(event.key());
        assertThat(data.get("collectBy").asText()).isEqualTo("2026-01-09");
        assertThat(event.headers()).containsEntry("content-type", "application/cloudevents+json");
        checkStep(
                event,
                PRESCRIPTION_TYPES,
                cloudEvent.get("type").asText(),
                data.get("version").asInt());
    }

    private void checkStep(DomainEvent event, Map<String, Set<String>> legal, String state, int version) {
        String before = stateOf.getOrDefault(event.key(), START);
        assertThat(legal.getOrDefault(before, Set.of()))
                .as("after '%s' of %s, seed %d", before, event.key(), seed)
                .contains(state);
        assertThat(version)
                .as("version of %s, seed %d", event.key(), seed)
                .isEqualTo(versionOf.getOrDefault(event.key(), 0) + 1);
        stateOf.put(event.key(), state);
        versionOf.put(event.key(), version);
    }

    @Test
    void patientCollectsTheirOwnReadyPrescriptionOnce() throws Exception {
        // Given
        DomainEvents events = new DomainEvents(42, CLOCK, EventTopics.DEMO);
        String first = ready(events, "");
        String second = ready(events, first);

        // Then
        assertThat(events.collect(new CollectCommand("k0", first, "mallory"))).isFalse();
        assertThat(events.collect(new CollectCommand("k0", "rx-none", "alice"))).isFalse();
        assertThat(events.collect(new CollectCommand("k1", first, "alice"))).isTrue();
        assertThat(events.collect(new CollectCommand("k1", first, "alice"))).isFalse();
        assertThat(events.collect(new CollectCommand("k1", second, "alice"))).isFalse();
        assertThat(events.collect(new CollectCommand("k2", first, "alice"))).isFalse();

        // And the event is next, and is the only one with a command id
        DomainEvent next = events.next();
        assertThat(next.key()).isEqualTo(first);
        assertThat(next.value()).contains("prescription.collected", "\"commandid\":\"k1\"");
        assertThat(Stream.generate(events::next).limit(1_000).map(DomainEvent::value))
                .noneMatch(value -> value != null && value.contains("commandid"));
    }

    /** Skips events until a prescription of alice is ready; the given ones must stay ready. */
    private static String ready(DomainEvents events, String but) {
        while (true) {
            DomainEvent event = events.next();
            assertThat(event.key()).as("the seed must leave it ready").isNotEqualTo(but);
            if (event.value() != null
                    && event.value().contains("prescription.ready")
                    && event.value().contains("\"alice\"")) {
                return event.key();
            }
        }
    }

    private static long count(List<DomainEvent> stream, String person) {
        return stream.stream()
                .filter(event -> event.value() != null && event.value().contains("\"" + person + "\""))
                .count();
    }

    private static List<DomainEvent> stream(long seed, int length) {
        DomainEvents events = new DomainEvents(seed, CLOCK, EventTopics.DEMO);
        return Stream.generate(events::next).limit(length).toList();
    }
}
