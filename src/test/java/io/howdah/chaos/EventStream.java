package io.howdah.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A random, endless stream of records, the same for the same seed. Some keys live in one partition, as keys do; those get ties and
 * deletions without a version, whose order is that of their offsets. Others roam over all partitions, so that both instances
 * write them at the same time; there every event has a version of its own, and copies are exact.
 */
final class EventStream {

    /** Header of each record that tells the oracle whether it must end among the dead letters. */
    static final String BAD = "chaos-bad";

    private static final int KEYS = 60;
    private static final int ROAMING_PERCENT = 25;
    private static final int KEYLESS_PERCENT = 10;

    private final Random random;
    private final String topic;
    private final int partitions;
    private final List<KeyStory> stories;

    EventStream(long seed, String topic, int partitions) {
        this.random = Seeds.random(seed);
        this.topic = topic;
        this.partitions = partitions;
        this.stories = IntStream.range(0, KEYS)
                .mapToObj(i -> new KeyStory("r" + seed + "-" + i, random, random.nextInt(100) < ROAMING_PERCENT))
                .toList();
    }

    /** The next records, in the order in which they are to be sent. */
    List<ProducerRecord<byte[], byte[]>> next(int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (records.size() < count) {
            // A few keys are hot, most are rare.
            KeyStory story = stories.get(random.nextInt(1 + random.nextInt(KEYS)));
            story.step().forEach(event -> records.add(record(story, event)));
        }
        return records;
    }

    /** What was held back until now. */
    List<ProducerRecord<byte[], byte[]>> rest() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        stories.forEach(story -> story.release().forEach(event -> records.add(record(story, event))));
        return records;
    }

    private ProducerRecord<byte[], byte[]> record(KeyStory story, KeyStory.Event event) {
        Integer partition = story.isRoaming() || event.key() == null ? random.nextInt(partitions) : null;
        // Only a deletion needs the record's key: else the value tells it.
        String key = story.isRoaming() && random.nextInt(100) < KEYLESS_PERCENT ? null : event.key();
        RecordHeaders headers = new RecordHeaders();
        if (event.bad()) {
            headers.add(BAD, new byte[0]);
        }
        return new ProducerRecord<>(topic, partition, bytes(key), bytes(event.value()), headers);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
