package io.howdah.dev.services;

import java.time.Clock;
import java.util.Map;
import java.util.Random;

/** Lifecycle of a delivery, from the order to the door. Its events contain only the restaurant's id; the restaurants service has the name. */
final class DeliveryLife implements Life {

    enum Step {
        PLACED,
        ACCEPTED,
        COOKING,
        PICKED_UP,
        AT_THE_DOOR,
        DELIVERED
    }

    private record Event(
            String deliveryId, String customerId, String restaurantId, Step step, int sequence, String at) {}

    private static final Step[] STEPS = Step.values();

    private final String topic;
    private final String deliveryId;
    private final String customerId;
    private final String restaurantId;
    private final Clock clock;
    private int sequence;

    DeliveryLife(String topic, int number, Random random, Clock clock) {
        this.topic = topic;
        this.deliveryId = "delivery-" + number;
        this.customerId = People.anyone(random);
        this.restaurantId = People.oneOf(Restaurant.ALL, random).id();
        this.clock = clock;
    }

    @Override
    public DomainEvent next() {
        Step step = STEPS[sequence++];
        Event event = new Event(
                deliveryId,
                customerId,
                restaurantId,
                step,
                sequence,
                clock.instant().toString());
        return new DomainEvent(topic, deliveryId, Json.write(event), Map.of());
    }

    @Override
    public boolean isOver() {
        return sequence == STEPS.length;
    }
}
