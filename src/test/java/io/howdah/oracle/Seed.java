package io.howdah.oracle;

import io.howdah.oracle.Request.Transport;
import io.howdah.oracle.Subscriber.Temper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What a seed stands for: models, users, subscribers, faults and settings.
 *
 * @param events how many writes there are
 */
record Seed(
        long number,
        List<Model> models,
        List<User> users,
        List<Fault> faults,
        Map<String, String> settings,
        int events) {

    private static final List<String> NAMES = List.of("Crate", "Lamp", "Boat");
    private static final int SUBSCRIBERS = 12;
    private static final int EVENTS = 240;
    private static final int LONG_EVENTS = 200;
    private static final int FAULTS = 2;

    static Seed of(long number) {
        Dice dice = Dice.of(number, "schema");
        boolean isPadded = dice.oneIn(4);
        List<Model> models = new ArrayList<>(List.of(Model.any(dice, NAMES.get(0), false, isPadded)));
        if (!isPadded && dice.oneIn(2)) {
            models.add(Model.any(dice, NAMES.get(1), false, false));
        }
        if (!isPadded && dice.oneIn(3)) {
            models.add(Model.any(dice, NAMES.get(2), true, false));
        }
        return new Seed(
                number,
                models,
                User.all(dice),
                faults(number, models),
                settings(dice, models.get(0)),
                Integer.getInteger("howdah.oracle.events", isPadded ? LONG_EVENTS : EVENTS));
    }

    private static List<Fault> faults(long number, List<Model> models) {
        Dice dice = Dice.of(number, "faults");
        List<Fault> faults = new ArrayList<>();
        int wanted = Integer.getInteger("howdah.oracle.faults", FAULTS);
        for (int i = 0; i < wanted; i++) {
            Fault fault = dice.of(Fault.possible());
            // A topic that was made again does not hold the history that a rebuild asks for.
            boolean isAgainst = (fault == Fault.REBUILT && faults.contains(Fault.REBASED))
                    || (fault == Fault.REBASED && (faults.contains(Fault.REBUILT) || !hasOffsets(models)));
            faults.add(isAgainst ? Fault.RESTARTED : fault);
        }
        return faults;
    }

    private static boolean hasOffsets(List<Model> models) {
        return models.stream().anyMatch(Model::isByOffset);
    }

    private static Map<String, String> settings(Dice dice, Model first) {
        Map<String, String> settings = new HashMap<>();
        // The smallest holds some fifty events; who was away longer is served from the stream.
        settings.put("howdah.push.ring-bytes", dice.of(List.of("8388608", "65536")));
        settings.put("howdah.push.queue-bytes", first.isConflated() ? "524288" : "65536");
        settings.put("howdah.mongo.selection-timeout", "2s");
        settings.put("howdah.ingest.max-backoff", "500ms");
        settings.put("howdah.shutdown.grace", "300ms");
        settings.put("howdah.kafka.client.session.timeout.ms", "6000");
        settings.put("howdah.kafka.client.heartbeat.interval.ms", "500");
        return settings;
    }

    /** Whether its history goes on as long as its faults; one that was cut short does not. */
    boolean isWhole() {
        return Integer.getInteger("howdah.oracle.events") == null;
    }

    boolean mayBeginAnew() {
        return faults.stream().anyMatch(Fault::mayBeginAnew);
    }

    List<Subscriber> subscribers(IntSupplier port) {
        Dice dice = Dice.of(number, "subscribers");
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Model model = dice.of(models);
            User user = user(dice, model);
            Transport transport = dice.of(List.of(Transport.values()));
            List<Field> fields = model.filterable(user, false);
            Where where = dice.oneIn(3)
                    ? Where.ALL
                    : transport.isGraphQl() ? Where.any(dice, fields, 2) : Where.simple(dice, fields);
            Subscriber twin = subscribers.stream()
                    .filter(each -> each.model() == model && each.transport() == transport)
                    .findFirst()
                    .orElse(null);
            if (twin != null && dice.oneIn(2) && twin.where().isAmong(fields)) {
                where = twin.where();
            }
            if (model.padding() > 0 && dice.oneIn(2)) {
                where = Where.ALL;
            }
            Temper temper = model.padding() > 0 && dice.oneIn(2)
                    ? Temper.SLOW
                    : dice.of(List.of(Temper.RESTLESS, Temper.STEADY));
            subscribers.add(new Subscriber(
                    model,
                    user,
                    where,
                    transport,
                    dice.below(3) > 0,
                    temper,
                    port,
                    Dice.of(number, "subscriber " + i)));
        }
        return subscribers;
    }

    /** Returns a user, mostly one that may see something. */
    private User user(Dice dice, Model model) {
        User user = dice.of(users);
        boolean isHopeless = user.name().isEmpty() && !model.access().isPublic();
        return isHopeless && dice.below(4) > 0 ? user(dice, model) : user;
    }

    @Override
    public String toString() {
        return "seed %d: %s, faults %s".formatted(number, models, faults);
    }
}
