package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamPositionsTest {

    static Stream<BsonDocument> tokens() {
        return Stream.of(
                token("826B04D4510000000D2B022C0100296E5A1004"),
                // As MongoDB gives it for a document whose _id is a long.
                token("826B04D4510000000D2B022C0100296E5A1004", 0x82),
                token("826B04D4510000000D2B022C0100296E5A1004", 0x82, 0x01, 0xFF));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void positionIsTheWholeToken(BsonDocument token) {
        assertThat(StreamPositions.token(StreamPositions.of(token))).isEqualTo(token);
        assertThat(StreamPositions.unpack(
                        StreamPositions.pack(StreamPositions.of(token)).orElseThrow()))
                .isEqualTo(StreamPositions.of(token));
        assertThat(StreamPositions.data(token))
                .isEqualTo(token.getString("_data").getValue());
    }

    @Test
    void positionsAreInTheOrderOfTheirData() {
        List<String> inOrder = Stream.of(token("8260", 0xFF), token("826000", 0x82), token("8261", 0x00), token("82FF"))
                .map(StreamPositions::of)
                .toList();

        assertThat(inOrder).isSorted();
    }

    private static BsonDocument token(String data, int... typeBits) {
        BsonDocument token = new BsonDocument("_data", new BsonString(data));
        if (typeBits.length > 0) {
            byte[] bytes = new byte[typeBits.length];
            for (int i = 0; i < typeBits.length; i++) {
                bytes[i] = (byte) typeBits[i];
            }
            token.append("_typeBits", new BsonBinary(bytes));
        }
        return token;
    }
}
