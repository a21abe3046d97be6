package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Collects documents until a batch is full: by number, or at 16 MiB, since a driver refuses messages over 48 MB. */
final class BatchBuilder {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final int limit;
    private final List<Document> documents = new ArrayList<>();
    private int bytes;

    BatchBuilder(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return documents.size() >= limit || bytes >= MAX_BYTES;
    }

    boolean isEmpty() {
        return documents.isEmpty();
    }

    void add(Document document) {
        documents.add(document);
        bytes += size(document);
    }

    List<Document> documents() {
        return documents;
    }

    private static int size(Document document) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer();
        try {
            BsonEncoder.encodeDocument(document, buffer);
            return buffer.readableBytes();
        } finally {
            buffer.release();
        }
    }
}
