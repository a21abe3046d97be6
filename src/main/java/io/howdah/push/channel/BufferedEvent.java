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
 * A change as the replay buffer keeps it: document and payload as bytes, which take a fifth of the memory of their
 * objects. Decoded on demand when a client replays it, and shared by all such clients while memory allows. Thread-safe.
 */
final class BufferedEvent implements ReplayableEvent {

    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    /** Reads what it has written, of any size; numbers keep every digit. */
    private static final ObjectMapper JSON = JsonMappers.UNLIMITED;

    private static final String HEADER = "_h";

    /** Overhead in bytes: objects around the arrays, and the texts of position, key and trace. */
    private static final int BASE = 700;

    private final StoredChange.Outline change;
    private final OwnerHashes owners;
    private final byte[] stored;
    private final byte @Nullable [] was;
    private final byte @Nullable [] data;
    private Reference<ChannelEvent> event;

    /** Encodes an event, which must be a change. */
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

    /** Returns the event, or an equal one. */
    @Override
    public synchronized ChannelEvent event() {
        ChannelEvent known = event.get();
        if (known == null) {
            known = ChannelEvent.of(change(), data == null ? null : shown(data));
            // When one client replays, others do too; they reuse its encodings.
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

    @Override
    public OwnerHashes owners() {
        return owners;
    }

    @Override
    public String position() {
        return change.position();
    }

    @Override
    public int size() {
        return BASE + stored.length + length(was) + length(data);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Encodes a document without its header, which the change already contains. */
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
