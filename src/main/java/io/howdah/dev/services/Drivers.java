package io.howdah.dev.services;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The drivers of the taxis: reference data that seldom changes. */
final class Drivers {

    private static final List<String> NAMES =
            List.of("Omar", "Ingrid", "Mateo", "Aiko", "Tomasz", "Leila", "Nadia", "Kwame", "Sofia", "Jonas");

    @JsonPropertyOrder({"driverId", "name", "plate", "stars", "time"})
    private record Event(String driverId, String name, String plate, double stars, String time) {}

    private final String topic;
    private final Random random;
    private final Clock clock;

    Drivers(String topic, Random random, Clock clock) {
        this.topic = topic;
        this.random = random;
        this.clock = clock;
    }

    static int count() {
        return NAMES.size();
    }

    static String id(int number) {
        return "driver-" + (number + 1);
    }

    static String name(int number) {
        return NAMES.get(number);
    }

    /** Returns one event per driver, for the start of the stream. */
    List<DomainEvent> all() {
        return IntStream.range(0, count()).mapToObj(this::record).toList();
    }

    /** Returns an event that changes the rating of a random driver. */
    DomainEvent next() {
        return record(random.nextInt(count()));
    }

    private DomainEvent record(int number) {
        Event event = new Event(
                id(number),
                name(number),
                "HW-" + (4_100 + 37 * number),
                (40 + random.nextInt(11)) / 10.0,
                clock.instant().toString());
        return new DomainEvent(topic, id(number), Json.write(event), Map.of());
    }
}
