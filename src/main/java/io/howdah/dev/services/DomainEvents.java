package io.howdah.dev.services;

import java.time.Clock;
import java.util.Random;

/**
 * A never-ending stream of believable events: taxis, meals and medicines, each through its whole life. The same seed, clock and topics
 * give the same stream to the byte; another seed also names its entities differently, so that two runs into one topic rarely mix.
 * Not for use by several threads.
 */
public final class DomainEvents {

    private final Random random;
    private final Population rides;
    private final Population deliveries;
    private final Population prescriptions;

    public DomainEvents(long seed, Clock clock, EventTopics topics) {
        random = new Random(seed);
        rides = new Population(random, 24, number -> new RideLife(topics.rides(), number, random, clock));
        deliveries = new Population(random, 30, number -> new DeliveryLife(topics.deliveries(), number, random, clock));
        prescriptions = new Population(
                random, 20, number -> new PrescriptionLife(topics.prescriptions(), number, random, clock));
    }

    /** The next event; rides make 60 % of them. */
    public DomainEvent next() {
        int dice = random.nextInt(100);
        if (dice < 60) {
            return rides.next();
        }
        return dice < 85 ? deliveries.next() : prescriptions.next();
    }
}
