package io.howdah.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The events of one key: new versions, copies, late ones, ties, deletions and broken ones. */
final class KeyStory {

    /** A record's key and value; either may be null. */
    record Event(String key, String value, boolean bad) {}

    private record Upsert(long version, String value) {}

    private static final int REMEMBERED = 30;

    private final String key;
    private final Random random;
    private final boolean roaming;
    /** Told, to be told once more. */
    private final List<Upsert> told = new ArrayList<>();
    /** Happened, and not told yet. */
    private final List<Upsert> held = new ArrayList<>();

    private long version;
    private long newestTold;

    KeyStory(String key, Random random, boolean roaming) {
        this.key = key;
        this.random = random;
        this.roaming = roaming;
    }

    boolean isRoaming() {
        return roaming;
    }

    /** What comes next of this key: none, one or several events. */
    List<Event> step() {
        int dice = random.nextInt(100);
        if (dice < 58) {
            return List.of(tell(upsert(nextVersion())));
        }
        if (dice < 68) {
            held.add(upsert(nextVersion()));
            return List.of();
        }
        if (dice < 74) {
            return release();
        }
        if (dice < 84) {
            return told.isEmpty()
                    ? List.of()
                    : List.of(good(told.get(random.nextInt(told.size())).value()));
        }
        if (dice < 88) {
            return List.of(bad());
        }
        return roaming ? List.of(tell(upsert(nextVersion()))) : unversioned(dice);
    }

    /** Everything that was held back, out of order. */
    List<Event> release() {
        Collections.shuffle(held, random);
        List<Event> events = held.stream().map(this::tell).toList();
        held.clear();
        return events;
    }

    private List<Event> unversioned(int dice) {
        if (dice < 92) {
            return newestTold == 0 ? List.of() : List.of(tell(upsert(newestTold)));
        }
        if (dice < 96) {
            return List.of(good(null));
        }
        // Nothing older may come after it that is newer than what was told: whether the event's own version counts then
        // is not what is tested here.
        List<Event> events = new ArrayList<>(release());
        events.add(good(event(nextVersion(), "\"DONE\"", ",\"deleted\":true")));
        return events;
    }

    private Event tell(Upsert upsert) {
        told.add(upsert);
        if (told.size() > REMEMBERED) {
            told.remove(0);
        }
        newestTold = Math.max(newestTold, upsert.version());
        return good(upsert.value());
    }

    private Event good(String value) {
        return new Event(key, value, false);
    }

    private Event bad() {
        long next = version + 1_000;
        String upsert = upsert(next).value();
        return switch (random.nextInt(8)) {
            case 0 -> new Event(key, upsert.substring(0, upsert.length() / 2), true);
            case 1 -> new Event(key, "", true);
            case 2 -> new Event(key, "[" + upsert + "]", true);
            case 3 -> new Event(key, event(next, "\"LOST\"", ""), true);
            case 4 -> new Event(key, event(next, "null", ""), true);
            case 5 -> new Event(key, upsert.replace("\"version\":" + next, "\"version\":\"newest\""), true);
            case 6 -> new Event(key, upsert.replace("\"id\"", "\"name\""), true);
            default -> new Event(null, null, true);
        };
    }

    private long nextVersion() {
        version += 1 + random.nextInt(3);
        return version;
    }

    private Upsert upsert(long itsVersion) {
        return new Upsert(itsVersion, event(itsVersion, random.nextBoolean() ? "\"OPEN\"" : "\"DONE\"", ""));
    }

    private String event(long itsVersion, String state, String more) {
        String note = Long.toHexString(random.nextLong());
        return "{\"id\":\"%s\",\"version\":%d,\"state\":%s,\"note\":\"%s\"%s}"
                .formatted(key, itsVersion, state, note, more);
    }
}
