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
 * A never-ending stream of believable events: taxis, meals and medicines, each through its whole life, after the
 * drivers of the taxis. The same seed, clock and topics
 * give the same stream to the byte, as long as no command comes in between; another seed also names its entities differently, so that two runs into one topic rarely mix.
 * Not for use by several threads.
 */
public final class DomainEvents {

    private static final int REMEMBERED_COMMANDS = 10_000;

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
            return size() > REMEMBERED_COMMANDS;
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
     * A patient comes for a prescription. The event that this causes, if any, is the next one; a repeated command causes none, nor
     * does one for a prescription that is not ready, not the patient's, or unknown.
     *
     * @return whether there is such an event
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

    /** The next event; rides make 60 % of them. */
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
