package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.change.ChangeHeaders;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.observe.Tracing;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.TypeConverterSupport;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationStepsTest {

    private static final ReadModels MODELS = ReadModels.load(
            List.of(
                    new SdlSource(
                            "things.graphqls",
                            "type Thing @readModel(collection: \"things\", key: \"id\", version: \"v\") @public { id: ID! v: Long! }")));

    private final NotificationSteps steps = new NotificationSteps(MODELS, new ObjectMapper(), Tracing.OFF);

    /** Records whether a message is converted to a document. */
    private static final class Watched extends TypeConverterSupport {
        private final AtomicBoolean seen = new AtomicBoolean();

        @Override
        public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
            seen.set(true);
            return null;
        }
    }

    /** Camel's converters would convert a whole message, with its context, to a document. */
    @ParameterizedTest
    @ValueSource(strings = {"update", ChangeHeaders.RESYNC, "delete"})
    void changeWithoutADocumentIsNotConvertedFromTheMessage(String operation) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            Watched watched = new Watched();
            context.getTypeConverterRegistry().addTypeConverter(Document.class, DefaultMessage.class, watched);
            Exchange exchange = change(context, operation);

            steps.open(exchange);

            assertThat(exchange.getMessage().getBody()).isNull();
            assertThat(watched.seen).isFalse();
        }
    }

    @Test
    void resyncIsAnEventWithoutAChange() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = change(context, ChangeHeaders.RESYNC);

            steps.open(exchange);
            steps.frame(exchange);

            assertThat(exchange.getMessage().getBody())
                    .isInstanceOfSatisfying(
                            ChannelEvent.class,
                            event -> assertThat(event.change()).isEmpty());
        }
    }

    private static Exchange change(DefaultCamelContext context, String operation) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(NotificationSteps.MODEL, "Thing");
        Message message = exchange.getMessage();
        message.setHeader(MongoDbConstants.STREAM_OPERATION_TYPE, operation);
        message.setHeader(ChangeHeaders.RESUME_TOKEN, new BsonDocument("_data", new BsonString("82")));
        return exchange;
    }
}
