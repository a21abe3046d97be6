package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.changestream.OperationType;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

class ChangeEventTest {

    @Test
    void readsAnInsertWithItsDocumentEncoded() {
        ChangeEvent event = read("""
                {_id: {_data: "82AB", _typeBits: {$binary: {base64: "gAE=", subType: "00"}}}, operationType: "insert",
                 clusterTime: {$timestamp: {t: 1, i: 2}}, wallTime: {$date: 5}, lsid: {id: 1, uid: [1]}, txnNumber: {$numberLong: "3"},
                 fullDocument: {_id: "k", a: [1, {b: 2}]}, ns: {db: "d", coll: "rides"}, documentKey: {_id: "k"}}""");

        assertThat(event.operation()).isEqualTo(OperationType.INSERT);
        assertThat(event.collection()).isEqualTo("rides");
        assertThat(event.destination()).isNull();
        assertThat(event.key()).isEqualTo(BsonDocument.parse("{_id: 'k'}"));
        assertThat(event.document()).isEqualTo(BsonDocument.parse("{_id: 'k', a: [1, {b: 2}]}"));
        assertThat(event.token().position()).isEqualTo("82AB.8001");
        assertThat(StreamPositions.token("82AB.8001")).isEqualTo(event.token().value());
    }

    @Test
    void readsAnUpdateOfADocumentThatIsGone() {
        ChangeEvent event = read("""
                {_id: {_data: "82AC"}, operationType: "update", fullDocument: null, ns: {db: "d", coll: "rides"},
                 documentKey: {_id: {tenant: 1, id: 2}}, updateDescription: {updatedFields: {a: {b: 1}}, removedFields: []}}""");

        assertThat(event.operation()).isEqualTo(OperationType.UPDATE);
        assertThat(event.document()).isNull();
        assertThat(event.key()).isEqualTo(BsonDocument.parse("{_id: {tenant: 1, id: 2}}"));
    }

    @Test
    void readsARename() {
        ChangeEvent event = read("{_id: {_data: '82AD'}, operationType: 'rename', ns: {db: 'd', coll: 'rides'},"
                + " to: {db: 'd', coll: 'drives'}}");

        assertThat(event.operation()).isEqualTo(OperationType.RENAME);
        assertThat(event.destination()).isEqualTo("drives");
        assertThat(event.key()).isNull();
    }

    @Test
    void readsEventsOfTheDatabaseAndUnknownOnes() {
        assertThat(read("{_id: {_data: '82AE'}, operationType: 'invalidate', clusterTime: {$timestamp: {t: 1, i: 2}}}"))
                .returns(null, ChangeEvent::collection)
                .returns(OperationType.INVALIDATE, ChangeEvent::operation);
        assertThat(read("{_id: {_data: '82AF'}, operationType: 'dropDatabase', ns: {db: 'd'}}"))
                .returns(null, ChangeEvent::collection);
        assertThat(read("{_id: {_data: '82B0'}, operationType: 'createIndexes', ns: {db: 'd', coll: 'rides'}}"))
                .returns(OperationType.OTHER, ChangeEvent::operation);
    }

    private static ChangeEvent read(String json) {
        return RawBsonDocument.parse(json).decode(ChangeEvent.CODEC);
    }
}
