package io.howdah.dev.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BsonSizeTest {

    private final RandomDocuments random = new RandomDocuments();

    @Test
    void equalsTheEncodedSize() {
        for (int i = 0; i < 5_000; i++) {
            Document document = random.document(4);
            ByteBuf encoded = Unpooled.buffer();
            BsonEncoder.encodeDocument(document, encoded);
            assertThat(BsonSize.EXACT.of(document))
                    .as("seed %d: %s", random.seed(), document)
                    .isEqualTo(encoded.readableBytes())
                    .isLessThanOrEqualTo(BsonSize.AT_MOST.of(document));
        }
    }

    @Test
    void fillsABatchByExactSizes() {
        // Given documents of 1 MB with an upper bound of 3 MB
        BatchBuilder batch = new BatchBuilder(1_000);

        // When
        while (!batch.isFull()) {
            batch.add(new Document("text", "x".repeat(1 << 20)));
        }

        // Then
        assertThat(batch.documents()).hasSize(16);
    }
}
