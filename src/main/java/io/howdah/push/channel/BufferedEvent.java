package io.howdah.push.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.text.JsonMappers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A change as the ring keeps it: its documents and what it shows as bytes, which take a fifth of the memory that their objects do. The
 * event is made again when somebody comes back, for all who come while there is memory for it.
 */
final class BufferedEvent {

    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    /** It reads what it has written, of any size; a number has its value again, to the last digit. */
    private static final ObjectMapper JSON = JsonMappers.UNLIMITED;

    private static final String HEADER = "_h";

    /** Objects around the bytes, and the texts of the place, the key and the trace. Bytes. */
    private static final int BASE = 700;

    private final StoredChange.Outline change;
    private final OwnerHashes owners;
    private final byte[] stored;
    private final byte @Nullable [] was;
    private final byte @Nullable [] data;
    private Reference<ChannelEvent> event;

    /** Keeps an event that is a change. */
    BufferedEvent(ChannelEvent event) {
        StoredChange storedChange = event.change().orElseThrow();
        this.change = storedChange.metadata();
        this.owners = event.owners();
        this.stored = bytes(storedChange.stored());
        Document before = storedChange.was();
        if (before == null) {
            this.was = null;
        } else {
            this.was = storedChange.model().isExternal() ? stored : bytes(before);
        }
        ObjectNode shown = event.data();
        this.data = shown == null ? null : bytes(shown);
        this.event = new WeakReference<>(event);
    }

    /** The event that it keeps, or another one that tells the same. */
    synchronized ChannelEvent event() {
        ChannelEvent known = event.get();
        if (known == null) {
            known = ChannelEvent.of(change(), data == null ? null : shown(data));
            // Where one comes back there are more, with frames that are made by then.
            event = new SoftReference<>(known);
        }
        return known;
    }

    private StoredChange change() {
        Document document = document(stored);
        if (was == null) {
            return change.with(document, null);
        }
        return change.with(document, change.model().isExternal() ? document : document(was));
    }

    /** Those who own the document, or owned it before. */
    OwnerHashes owners() {
        return owners;
    }

    /** Its place in the change stream. */
    String position() {
        return change.position();
    }

    /** Roughly what keeping it costs, in bytes. */
    int size() {
        return BASE + stored.length + length(was) + length(data);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** The header has done its work: the change says what was in it. */
    private static byte[] bytes(Document document) {
        Document fields = document;
        if (document.containsKey(HEADER)) {
            fields = new Document(document);
            fields.remove(HEADER);
        }
        try (BasicOutputBuffer buffer = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            DOCUMENTS.encode(writer, fields, EncoderContext.builder().build());
            return buffer.toByteArray();
        }
    }

    private static Document document(byte[] bytes) {
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
            return DOCUMENTS.decode(reader, DecoderContext.builder().build());
        }
    }

    private static byte[] bytes(ObjectNode data) {
        try {
            return JSON.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode shown(byte[] data) {
        try {
            return (ObjectNode) Objects.requireNonNull(JSON.readTree(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
