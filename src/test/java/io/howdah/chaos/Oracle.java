package io.howdah.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;

/**
 * Says from the records of a topic alone, by the written rules and by nothing of the product, what must come of them: the greatest
 * version wins; equal ones are decided by the higher offset, but a tombstone stays; a deletion that tells no version is newer than
 * all before it in its partition. Records of one key are given in the order of their offsets, or else have versions of their own.
 */
final class Oracle {

    /** What a key must hold. {@code source} is null where several copies of the newest event may be the one. */
    record Expected(Document document, boolean deleted, Long version, boolean versionIsSure, Place source) {}

    /** A place in the topic. */
    record Place(int partition, long offset) {
        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Expected> states = new HashMap<>();
    private final Map<Place, Expected> steps = new HashMap<>();
    private final Map<Place, ConsumerRecord<byte[], byte[]>> bad = new HashMap<>();
    private final Map<String, Set<Integer>> partitions = new HashMap<>();

    Oracle(Collection<ConsumerRecord<byte[], byte[]>> records) {
        records.forEach(this::read);
        states.replaceAll((key, state) -> isRoaming(key) ? withoutSource(state) : state);
        records.forEach(this::readAlone);
    }

    /** What each key must hold at the end. */
    Map<String, Expected> states() {
        return states;
    }

    /**
     * What a key holds when this record has made it so, at the end or on the way. Records that must leave no trace are not there.
     */
    Map<Place, Expected> steps() {
        return steps;
    }

    /** The records that must be dead letters. */
    Map<Place, ConsumerRecord<byte[], byte[]>> bad() {
        return bad;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.partition(), record.offset());
        if (record.headers().lastHeader(EventStream.BAD) != null) {
            bad.put(place, record);
            return;
        }
        JsonNode event = record.value() == null ? null : parse(record.value());
        String key = event == null
                ? new String(record.key(), UTF_8)
                : event.get("id").asText();
        partitions.computeIfAbsent(key, any -> new HashSet<>()).add(place.partition());
        Expected before = states.get(key);
        if (event == null || event.path("deleted").asBoolean()) {
            put(key, place, tombstone(key, before, event == null, place));
        } else if (isNewer(event.get("version").asLong(), before)) {
            put(key, place, upsert(key, event, place));
        }
    }

    private void put(String key, Place place, Expected state) {
        states.put(key, state);
        steps.put(place, state);
    }

    /** Over several partitions, any record may be the first to arrive: then it is what it says by itself. */
    private void readAlone(ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.partition(), record.offset());
        if (bad.containsKey(place) || record.value() == null) {
            return;
        }
        JsonNode event = parse(record.value());
        String key = event.get("id").asText();
        if (isRoaming(key)) {
            steps.put(place, upsert(key, event, place));
        }
    }

    private boolean isRoaming(String key) {
        return partitions.get(key).size() > 1;
    }

    private static Expected upsert(String key, JsonNode event, Place place) {
        long version = event.get("version").asLong();
        Document document = new Document("_id", key)
                .append("id", key)
                .append("version", version)
                .append("state", event.get("state").asText())
                .append("note", event.get("note").asText());
        return new Expected(document, false, version, true, place);
    }

    private static boolean isNewer(long version, Expected before) {
        return before == null
                || before.version() == null
                || version > before.version()
                || (version == before.version() && !before.deleted());
    }

    /** The last document stays beneath. */
    private static Expected tombstone(String key, Expected before, boolean versionIsSure, Place place) {
        if (before == null) {
            return new Expected(new Document("_id", key), true, null, versionIsSure, place);
        }
        return new Expected(before.document(), true, before.version(), versionIsSure && before.versionIsSure(), place);
    }

    private static Expected withoutSource(Expected state) {
        return new Expected(state.document(), state.deleted(), state.version(), state.versionIsSure(), null);
    }

    private static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
