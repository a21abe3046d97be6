package io.howdah.dev.services;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Lifecycle of a ride: the taxi approaches and arrives; some rides are cancelled. */
final class RideLife implements Life {

    enum State {
        REQUESTED,
        ACCEPTED,
        ON_THE_WAY,
        NEAR,
        ARRIVED,
        COMPLETED,
        CANCELLED
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Event(
            String rideId,
            int seq,
            Rider rider,
            @Nullable Driver driver,
            State state,
            @Nullable Integer eta,
            @Nullable String fare,
            @Nullable Position position,
            String time) {}

    private record Rider(String id) {}

    private record Driver(String id, String name) {}

    private record Position(double lat, double lon) {}

    private static final int NEAR_SECONDS = 45;
    private static final int CANCELLED_PERCENT = 2;

    private final String topic;
    private final String rideId;
    private final Rider rider;
    private final Random random;
    private final Clock clock;
    private final double pickupLat;
    private final double pickupLon;
    private final double bearing;
    private State state = State.REQUESTED;
    private int seq;
    private int eta;
    private @Nullable Driver driver;
    private @Nullable String fare;

    RideLife(String topic, int number, Random random, Clock clock) {
        this.topic = topic;
        this.rideId = "ride-" + number;
        this.rider = new Rider(People.anyone(random));
        this.random = random;
        this.clock = clock;
        this.pickupLat = 52.36 + random.nextDouble() * 0.03;
        this.pickupLon = 4.88 + random.nextDouble() * 0.05;
        this.bearing = random.nextDouble() * 2 * Math.PI;
    }

    @Override
    public DomainEvent next() {
        if (seq++ > 0) {
            state = nextState();
        }
        Event event = new Event(
                rideId,
                seq,
                rider,
                driver,
                state,
                driver == null ? null : eta,
                fare,
                driver == null ? null : position(),
                clock.instant().toString());
        return new DomainEvent(topic, rideId, Json.write(event), Map.of());
    }

    @Override
    public boolean isOver() {
        return state == State.COMPLETED || state == State.CANCELLED;
    }

    private State nextState() {
        boolean waiting = state == State.REQUESTED || state == State.ACCEPTED || state == State.ON_THE_WAY;
        if (waiting && random.nextInt(100) < CANCELLED_PERCENT) {
            return State.CANCELLED;
        }
        return switch (state) {
            case REQUESTED -> accept();
            case ACCEPTED, ON_THE_WAY -> comeNearer();
            case NEAR -> {
                eta = 0;
                yield State.ARRIVED;
            }
            default -> State.COMPLETED;
        };
    }

    private State accept() {
        int number = random.nextInt(Drivers.count());
        driver = new Driver(Drivers.id(number), Drivers.name(number));
        fare = BigDecimal.valueOf(850 + random.nextInt(3_000), 2).toPlainString();
        eta = 180 + random.nextInt(240);
        return State.ACCEPTED;
    }

    private State comeNearer() {
        eta -= 20 + random.nextInt(40);
        if (eta > NEAR_SECONDS) {
            return State.ON_THE_WAY;
        }
        eta = Math.max(eta, 5);
        return State.NEAR;
    }

    /** Returns the position of the taxi: on a straight line, {@code eta} seconds from the rider. */
    private Position position() {
        double degrees = eta * 0.000_08;
        return new Position(
                round(pickupLat + degrees * Math.sin(bearing)), round(pickupLon + degrees * Math.cos(bearing)));
    }

    private static double round(double degrees) {
        return Math.round(degrees * 100_000) / 100_000.0;
    }
}
