package io.howdah.chaos.loads;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A random, endless stream of records for both topics, the same for the same seed. Some keys live in one partition, as keys do; those
 * get ties and deletions without a version, whose order is that of their offsets. Others roam over all partitions, so that both
 * instances write them at the same time; there every event has a version of its own, and copies are exact.
 */
public final class EventStream {

    /** Header of each record that tells the oracle whether it must end among the dead letters. */
    public static final String BAD = "chaos-bad";

    /** Header that tells the version of a null value. */
    public static final String VERSION = "record-version";

    private static final int KEYS = 60;
    private static final int ROAMING_PERCENT = 25;
    private static final int SPOT_PERCENT = 30;
    private static final int KEYLESS_PERCENT = 10;
    private static final int LAST_TOLD = 6;

    private final Random random;
    private final String prefix;
    private final List<KeyHistory> documents;
    private final List<KeyHistory> spots;

    public EventStream(long seed, String prefix) {
        this.random = Seeds.random(seed);
        this.prefix = prefix;
        this.documents = stories(Part.MAIN, seed);
        this.spots = stories(Part.SPOT, seed);
    }

    /** The next records, in the order in which they are to be sent. */
    public List<ProducerRecord<byte[], byte[]>> next(int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (records.size() < count) {
            List<KeyHistory> stories = random.nextInt(100) < SPOT_PERCENT ? spots : documents;
            // A few keys are hot, most are rare.
            KeyHistory story = stories.get(random.nextInt(1 + random.nextInt(KEYS)));
            story.step().forEach(event -> records.add(record(story, event)));
        }
        return records;
    }

    /** What was held back until now, and a last rush to the keys that both instances write, so that the last write is a race. */
    public List<ProducerRecord<byte[], byte[]>> rest() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<KeyHistory> all = new ArrayList<>(documents);
        all.addAll(spots);
        all.forEach(story -> story.release().forEach(event -> records.add(record(story, event))));
        for (int i = 0; i < LAST_TOLD; i++) {
            all.stream().filter(KeyHistory::isRoaming).forEach(story -> records.add(record(story, story.news())));
        }
        return records;
    }

    private List<KeyHistory> stories(Part part, long seed) {
        return IntStream.range(0, KEYS)
                .mapToObj(
                        i -> new KeyHistory(part, "r" + seed + "-" + i, random, random.nextInt(100) < ROAMING_PERCENT))
                .toList();
    }

    private ProducerRecord<byte[], byte[]> record(KeyHistory story, KeyHistory.Event event) {
        Integer partition = story.isRoaming() || event.key() == null ? random.nextInt(TopicLog.PARTITIONS) : null;
        // Only a null value needs the record's key: any other tells it.
        boolean keyless = story.isRoaming() && event.value() != null && random.nextInt(100) < KEYLESS_PERCENT;
        RecordHeaders headers = new RecordHeaders();
        if (event.bad()) {
            headers.add(BAD, new byte[0]);
        }
        if (event.versionHeader() != null) {
            headers.add(VERSION, bytes(event.versionHeader().toString()));
        }
        byte[] key = keyless ? null : bytes(event.key());
        return new ProducerRecord<>(story.part().topic(prefix), partition, key, bytes(event.value()), headers);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
