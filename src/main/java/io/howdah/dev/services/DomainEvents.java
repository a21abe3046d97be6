package io.howdah.dev.services;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Endless stream of realistic events: first the drivers, then rides, deliveries and prescriptions, each through its whole lifecycle.
 * The same seed, clock and topics give the same bytes, unless a command changes the stream. Different seeds use different entity
 * ids, so that two runs into one topic rarely mix. Not thread-safe.
 */
public final class DomainEvents {

    private static final int MAX_COMMANDS = 10_000;

    private final Random random;
    private final Drivers drivers;
    private final Population rides;
    private final Population deliveries;
    private final Population prescriptions;
    private final Deque<DomainEvent> caused = new ArrayDeque<>();
    private final Set<CollectCommand> commands = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CollectCommand, Boolean> eldest) {
            return size() > MAX_COMMANDS;
        }
    });

    public DomainEvents(long seed, Clock clock, EventTopics topics) {
        random = new Random(seed);
        drivers = new Drivers(topics.drivers(), new Random(seed), clock);
        rides = new Population(random, 24, number -> new RideLife(topics.rides(), number, random, clock));
        deliveries = new Population(random, 30, number -> new DeliveryLife(topics.deliveries(), number, random, clock));
        prescriptions = new Population(
                random, 60, number -> new PrescriptionLife(topics.prescriptions(), number, random, clock));
        caused.addAll(drivers.all());
    }

    /**
     * Collects a prescription. The resulting event, if any, is the next one of the stream. A repeated command has no effect, and neither
     * has a command for a prescription that is not ready, belongs to another patient, or is unknown.
     *
     * @return whether the command caused an event
     */
    boolean collect(CollectCommand command) {
        if (!commands.add(new CollectCommand(command.id(), "", command.patientId()))) {
            return false;
        }
        Optional<DomainEvent> collected = prescriptions
                .living()
                .filter(life -> ((PrescriptionLife) life).is(command.prescriptionId()))
                .findFirst()
                .flatMap(life -> ((PrescriptionLife) life).collect(command.patientId(), command.id()));
        collected.ifPresent(caused::add);
        return collected.isPresent();
    }

    /** Returns the next event; 60% are events of rides. */
    public DomainEvent next() {
        if (!caused.isEmpty()) {
            return caused.remove();
        }
        int dice = random.nextInt(100);
        if (dice < 60) {
            return rides.next();
        }
        if (dice < 84) {
            return deliveries.next();
        }
        return dice < 98 ? prescriptions.next() : drivers.next();
    }
}
