package io.howdah.chaos.checkers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.chaos.loads.EventStream;
import io.howdah.chaos.loads.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.bson.Document;

/**
 * Says from the records of the topics alone, by the written rules and by nothing of the product, what must come of them: in each part
 * the greatest version wins; equal ones are decided by the higher offset, but a tombstone stays; a deletion that tells no version is
 * newer than all before it in its partition. Records of one key are given in the order of their offsets, or else have versions of
 * their own.
 */
final class Oracle {

    /**
     * What must be known of a part of a key.
     *
     * @param content its fields; null where it has none, or where they depend on which instance was faster: a deletion keeps
     *     what it finds
     * @param place the record it comes from; null where several copies of the newest event may be the one
     */
    record Expected(Document content, boolean deleted, Long version, Place place) {}

    /** A position in a topic. */
    record Place(Part part, int partition, long offset) {

        static Place of(ConsumerRecord<byte[], byte[]> record) {
            return new Place(Part.of(record.topic()), record.partition(), record.offset());
        }

        @Override
        public String toString() {
            return part + "-" + partition + "@" + offset;
        }
    }

    private record PartOfKey(Part part, String key) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<PartOfKey, Expected> states = new HashMap<>();
    private final Map<Place, Expected> steps = new HashMap<>();
    private final Map<Place, ConsumerRecord<byte[], byte[]>> bad = new HashMap<>();
    private final Map<PartOfKey, Set<Integer>> partitions = new HashMap<>();

    Oracle(Collection<ConsumerRecord<byte[], byte[]>> records) {
        records.forEach(this::read);
        states.replaceAll((id, state) -> isRoaming(id) ? vague(state, null) : state);
        records.forEach(this::readAlone);
    }

    /** The keys that must be there at the end. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        states.keySet().forEach(id -> keys.add(id.key()));
        return keys;
    }

    /** What must be known of a part at the end, or null if nothing. */
    Expected state(Part part, String key) {
        return states.get(new PartOfKey(part, key));
    }

    /**
     * What is known when this record has made it so, at the end or on the way; null for a record that must leave no trace.
     */
    Expected step(Place place) {
        return steps.get(place);
    }

    /** The records that must be dead letters. */
    Map<Place, ConsumerRecord<byte[], byte[]>> bad() {
        return bad;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        Place place = Place.of(record);
        if (record.headers().lastHeader(EventStream.BAD) != null) {
            bad.put(place, record);
            return;
        }
        PartOfKey id = id(record);
        partitions.computeIfAbsent(id, any -> new HashSet<>()).add(place.partition());
        Expected before = states.get(id);
        Expected change = change(id, record);
        if (change.version() != null && !isNewer(change.version(), before)) {
            return;
        }
        if (change.deleted()) {
            Long version = change.version() == null && before != null ? before.version() : change.version();
            change = new Expected(beneath(id, before), true, version, place);
        }
        states.put(id, change);
        steps.put(place, change);
    }

    /** With several partitions, any record may arrive first. The state is then the content of that record alone. */
    private void readAlone(ConsumerRecord<byte[], byte[]> record) {
        Place place = Place.of(record);
        if (!bad.containsKey(place) && isRoaming(id(record))) {
            steps.put(place, vague(change(id(record), record), place));
        }
    }

    private static Expected change(PartOfKey id, ConsumerRecord<byte[], byte[]> record) {
        Place place = Place.of(record);
        if (record.value() == null) {
            Header told = record.headers().lastHeader(EventStream.VERSION);
            Long version = told == null ? null : Long.valueOf(new String(told.value(), UTF_8));
            return new Expected(null, true, version, place);
        }
        JsonNode event = parse(record.value());
        boolean deleted = event.path("deleted").asBoolean();
        Document content = deleted ? null : id.part().content(id.key(), event);
        return new Expected(content, deleted, id.part().version(event), place);
    }

    private static boolean isNewer(long version, Expected before) {
        return before == null
                || before.version() == null
                || version > before.version()
                || (version == before.version() && !before.deleted());
    }

    /** A deleted document stays beneath its tombstone, a deleted part does not. */
    private static Document beneath(PartOfKey id, Expected before) {
        if (id.part() != Part.MAIN) {
            return null;
        }
        return before == null ? new Document("_id", id.key()) : before.content();
    }

    private static Expected vague(Expected state, Place place) {
        return new Expected(state.deleted() ? null : state.content(), state.deleted(), state.version(), place);
    }

    private boolean isRoaming(PartOfKey id) {
        return partitions.get(id).size() > 1;
    }

    private static PartOfKey id(ConsumerRecord<byte[], byte[]> record) {
        String key = record.value() == null
                ? new String(record.key(), UTF_8)
                : parse(record.value()).get("id").asText();
        return new PartOfKey(Part.of(record.topic()), key);
    }

    private static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
