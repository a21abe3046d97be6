package io.howdah.chaos.loads;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.bson.Document;

/** The two topics that feed one model: that of the document as a whole, and that of one field. Each has its own versions. */
public enum Part {
    MAIN("main", ".events") {
        @Override
        String event(String key, long version, Random random, String more) {
            String state = random.nextBoolean() ? "OPEN" : "DONE";
            return "{\"id\":\"%s\",\"version\":%d,\"state\":\"%s\",\"note\":\"%s\"%s}"
                    .formatted(key, version, state, text(random), more);
        }

        @Override
        public long version(JsonNode event) {
            return event.get("version").asLong();
        }

        @Override
        public Document content(String key, JsonNode event) {
            return new Document("_id", key)
                    .append("id", key)
                    .append("version", version(event))
                    .append("state", event.get("state").asText())
                    .append("note", event.get("note").asText());
        }

        @Override
        public Document stored(Document document) {
            Document content = new Document(document);
            content.remove("_h");
            content.remove(SPOT.field());
            return content;
        }

        @Override
        public Document marks(Document header) {
            return header;
        }
    },

    SPOT("spot", ".spots") {
        @Override
        String event(String key, long version, Random random, String more) {
            return "{\"id\":\"%s\",\"spot\":{\"seen\":%d,\"note\":\"%s\"}%s}"
                    .formatted(key, version, text(random), more);
        }

        @Override
        public long version(JsonNode event) {
            return event.get(field()).get("seen").asLong();
        }

        @Override
        public Document content(String key, JsonNode event) {
            return new Document("seen", version(event))
                    .append("note", event.get(field()).get("note").asText());
        }

        @Override
        public Document stored(Document document) {
            return document.get(field(), Document.class);
        }

        @Override
        public Document marks(Document header) {
            return header.get("parts", new Document()).get(field(), new Document());
        }
    };

    private final String field;
    private final String suffix;

    Part(String field, String suffix) {
        this.field = field;
        this.suffix = suffix;
    }

    /** The part that a topic feeds. */
    public static Part of(String topic) {
        return topic.endsWith(MAIN.suffix) ? MAIN : SPOT;
    }

    /** The name of its version in {@code _h.v}. */
    public String field() {
        return field;
    }

    /** Its topic in the prefix of this name. */
    public String topic(String prefix) {
        return prefix + suffix;
    }

    /** A record's value in JSON; {@code more} are further fields. */
    abstract String event(String key, long version, Random random, String more);

    /** The version that a record's value tells. */
    public abstract long version(JsonNode event);

    /** What a record's value makes of the part. */
    public abstract Document content(String key, JsonNode event);

    /** What a stored document holds of the part, or null. */
    public abstract Document stored(Document document);

    /** Returns what {@code _h} holds about the part in addition to its version. */
    public abstract Document marks(Document header);

    private static String text(Random random) {
        return Long.toHexString(random.nextLong());
    }
}
