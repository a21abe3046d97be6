package io.howdah.chaos.loads;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The events of one part of one key: new versions, copies, late ones, ties, deletions and broken ones. */
final class KeyHistory {

    /** A record: key, value and the header that tells a null value's version may all be null. */
    record Event(String key, String value, Long versionHeader, boolean bad) {}

    private record SentVersion(long version, Event event) {}

    private static final int REMEMBERED = 30;

    private final Part part;
    private final String key;
    private final Random random;
    private final boolean roaming;
    /** Sent, and may be sent once more. */
    private final List<SentVersion> sent = new ArrayList<>();
    /** Happened, and not sent yet. */
    private final List<SentVersion> held = new ArrayList<>();

    private long version;
    private long newestSent;

    KeyHistory(Part part, String key, Random random, boolean roaming) {
        this.part = part;
        this.key = key;
        this.random = random;
        this.roaming = roaming;
    }

    Part part() {
        return part;
    }

    boolean isRoaming() {
        return roaming;
    }

    /** What comes next of this key: none, one or several events. */
    List<Event> step() {
        int dice = random.nextInt(100);
        if (dice < 60) {
            return List.of(news());
        }
        if (dice < 70) {
            held.add(happening(nextVersion()));
            return List.of();
        }
        if (dice < 76) {
            return release();
        }
        if (dice < 86) {
            return sent.isEmpty()
                    ? List.of()
                    : List.of(sent.get(random.nextInt(sent.size())).event());
        }
        if (dice < 90) {
            return List.of(bad());
        }
        if (roaming) {
            return List.of(news());
        }
        if (dice < 95) {
            return newestSent == 0 ? List.of() : List.of(send(happening(newestSent)));
        }
        return List.of(new Event(key, null, null, false));
    }

    /** An event with a new version. */
    Event news() {
        return send(happening(nextVersion()));
    }

    /** Everything that was held back, out of order. */
    List<Event> release() {
        Collections.shuffle(held, random);
        List<Event> events = held.stream().map(this::send).toList();
        held.clear();
        return events;
    }

    private Event send(SentVersion next) {
        sent.add(next);
        if (sent.size() > REMEMBERED) {
            sent.remove(0);
        }
        newestSent = Math.max(newestSent, next.version());
        return next.event();
    }

    /** Mostly a document, now and then a deletion: one that the value tells, or one whose header tells its version. */
    private SentVersion happening(long itsVersion) {
        int dice = random.nextInt(100);
        if (dice < 6) {
            return new SentVersion(itsVersion, new Event(key, null, itsVersion, false));
        }
        String more = dice < 12 ? ",\"deleted\":true" : "";
        return new SentVersion(itsVersion, new Event(key, part.event(key, itsVersion, random, more), null, false));
    }

    /** Newer than all, if it were taken. */
    private Event bad() {
        String event = part.event(key, version + 1_000, random, "");
        return switch (random.nextInt(7)) {
            case 0 -> bad(event.substring(0, event.length() / 2));
            case 1 -> bad("");
            case 2 -> bad("[" + event + "]");
            case 3 -> bad(event.replaceFirst(":\\d+", ":\"newest\""));
            case 4 -> bad(event.replaceFirst("\"note\":\"[^\"]*\"", "\"note\":null"));
            case 5 -> bad(event.replace("\"id\"", "\"name\""));
            default -> new Event(null, null, null, true);
        };
    }

    private Event bad(String value) {
        return new Event(key, value, null, true);
    }

    private long nextVersion() {
        version += 1 + random.nextInt(3);
        return version;
    }
}
