package io.howdah.change;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.WriteModel;
import io.howdah.store.ModelCollections;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.component.mongodb.MongoDbOperation;
import org.apache.camel.component.mongodb.MongoDbProducer;
import org.bson.Document;

/**
 * Standard producer, except that a bulk write joins the exchange's session if there is one, so that later reads in the
 * session see it. The producer of Camel 4.17.0 does not support sessions, and ignores the endpoint's {@code writeConcern}
 * if a header names the collection.
 */
final class SessionProducer extends MongoDbProducer {

    private final ChangeStreamEndpoint endpoint;

    SessionProducer(ChangeStreamEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void invokeOperation(MongoDbOperation operation, Exchange exchange) throws Exception {
        ClientSession session = exchange.getProperty(ModelCollections.SESSION, ClientSession.class);
        if (session == null || operation != MongoDbOperation.bulkWrite) {
            super.invokeOperation(operation, exchange);
            return;
        }
        Message message = exchange.getMessage();
        @SuppressWarnings("unchecked") // as in the standard producer
        List<WriteModel<Document>> writes = message.getMandatoryBody(List.class);
        boolean ordered = message.getHeader(MongoDbConstants.BULK_ORDERED, true, Boolean.class);
        message.setBody(endpoint.getMongoConnection()
                .getDatabase(header(message, MongoDbConstants.DATABASE, endpoint.getDatabase()))
                .getCollection(header(message, MongoDbConstants.COLLECTION, endpoint.getCollection()))
                .withWriteConcern(endpoint.getWriteConcernBean())
                .bulkWrite(session, writes, new BulkWriteOptions().ordered(ordered)));
    }

    private String header(Message message, String name, String otherwise) {
        return endpoint.isDynamicity() ? message.getHeader(name, otherwise, String.class) : otherwise;
    }
}
