package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteErrorsTest {

    private static final String ON_ID = "E11000 duplicate key error collection: a.b index: _id_ dup key: { _id: 1 }";
    private static final String ON_EMAIL =
            "E11000 duplicate key error collection: a.b index: email_1 dup key: { email: 1 }";
    private static final ServerAddress SERVER = new ServerAddress();

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 14, 15, 121, 171, 10334, 17280, 16755, 16756, 13027, 17262})
    void documentErrorsAreRecordErrors(int code) {
        assertThat(WriteErrors.isOfDocument(new WriteError(code, "", new BsonDocument())))
                .isTrue();
        assertThat(ErrorClassification.isInfrastructureError(bulk(code))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                365, 82, 46, 246, 314, 13388, 249, 150, 63, 6, 7, 13, 18, 24, 50, 70, 89, 91, 112, 133, 189, 202, 262,
                371, 8000, 9001, 10058, 10107, 11600, 11601, 11602, 13435, 13436, 14031, 1, 8, 66, 987_654
            })
    void everyOtherCodeIsRetried(int code) {
        assertThat(WriteErrors.isOfDocument(new WriteError(code, "", new BsonDocument())))
                .isFalse();
        assertThat(ErrorClassification.isInfrastructureError(bulk(code))).isTrue();
        assertThat(ErrorClassification.isInfrastructureError(command(code, ""))).isTrue();
    }

    @Test
    void duplicateKeyIsARecordErrorUnlessItIsARace() {
        assertThat(WriteErrors.isRace(new WriteError(11000, ON_ID, new BsonDocument())))
                .isTrue();
        assertThat(WriteErrors.isOfDocument(new WriteError(11000, ON_ID, new BsonDocument())))
                .isFalse();
        assertThat(WriteErrors.isOfDocument(new WriteError(11000, ON_EMAIL, new BsonDocument())))
                .isTrue();
        assertThat(ErrorClassification.isInfrastructureError(command(11000, ON_ID)))
                .isTrue();
        assertThat(ErrorClassification.isInfrastructureError(command(11000, ON_EMAIL)))
                .isFalse();
    }

    @Test
    void oneRetriedWriteRetriesTheBulkWrite() {
        assertThat(ErrorClassification.isInfrastructureError(bulk(121, 121))).isFalse();
        assertThat(ErrorClassification.isInfrastructureError(bulk(121, 365))).isTrue();
    }

    @Test
    void writesWithoutTheirWriteConcernAreRetried() {
        assertThat(ErrorClassification.isInfrastructureError(new MongoBulkWriteException(
                        result(),
                        List.of(new BulkWriteError(121, "", new BsonDocument(), 0)),
                        new WriteConcernError(64, "WriteConcernFailed", "waiting timed out", new BsonDocument()),
                        SERVER,
                        Set.of())))
                .isTrue();
        assertThat(ErrorClassification.isInfrastructureError(new MongoWriteConcernException(
                        new WriteConcernError(64, "WriteConcernFailed", "waiting timed out", new BsonDocument()),
                        WriteConcernResult.acknowledged(1, false, null),
                        SERVER,
                        Set.of())))
                .isTrue();
    }

    @Test
    void writeOfARouteIsClassifiedByTheSameRule() {
        assertThat(ErrorClassification.isInfrastructureError(write(121))).isFalse();
        assertThat(ErrorClassification.isInfrastructureError(write(365))).isTrue();
        assertThat(ErrorClassification.isInfrastructureError(command(121, ""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 14})
    void invalidCommandIsNoRecordError(int code) {
        assertThat(ErrorClassification.isInfrastructureError(command(code, ""))).isTrue();
    }

    @Test
    void codesAreDescribed() {
        assertThat(WriteErrors.describe(121)).isEqualTo("121 (DocumentValidationFailure)");
        assertThat(WriteErrors.describe(365)).isEqualTo("365");
        assertThat(ErrorClassification.describe(bulk(365, 121)))
                .isEqualTo("MongoDB rejected 2 writes, the first with code 365");
    }

    private static MongoException bulk(int... codes) {
        return new MongoBulkWriteException(
                result(),
                Arrays.stream(codes)
                        .mapToObj(code -> new BulkWriteError(code, "", new BsonDocument(), 0))
                        .toList(),
                null,
                SERVER,
                Set.of());
    }

    private static BulkWriteResult result() {
        return BulkWriteResult.acknowledged(0, 0, 0, 0, List.of(), List.of());
    }

    private static MongoException write(int code) {
        return new MongoWriteException(new WriteError(code, "", new BsonDocument()), SERVER, Set.of());
    }

    private static MongoException command(int code, String message) {
        return new MongoCommandException(
                new BsonDocument("ok", new BsonInt32(0))
                        .append("code", new BsonInt32(code))
                        .append("errmsg", new BsonString(message)),
                SERVER);
    }
}
