package io.howdah.bench.start;

import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.kafka.TopicAdmin;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.dev.services.DomainServices;
import io.howdah.dev.services.EventTopics;
import io.howdah.dev.services.Restaurants;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code howdah run} needs around the demo, in a process of its own: Kafka with the topics, MongoDB, the restaurants service. A number
 * on the standard input publishes as many of the demo's events each second from then on. It ends with its standard input.
 */
public final class DemoServices {

    private static final String HOST = "127.0.0.1";
    private static final long SEED = 42;

    private DemoServices() {}

    public static void main(String[] args) throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(HOST, 0);
                EmbeddedMongo mongo = EmbeddedMongo.start(HOST, 0);
                Restaurants restaurants = Restaurants.start(HOST, 0);
                BufferedReader asked = new BufferedReader(new InputStreamReader(System.in))) {
            List<String> topics = Stream.concat(
                            EventTopics.DEMO.all().stream(), Stream.of(EventTopics.DEMO.prescriptionCommands()))
                    .flatMap(topic -> Stream.of(topic, topic + ".dlq"))
                    .toList();
            TopicAdmin.create(kafka.brokers(), topics);
            System.out.println("services " + kafka.brokers() + " " + mongo.uri() + " " + restaurants.url());
            DomainServices events = DomainServices.start(kafka.brokers(), EventTopics.DEMO, 0, SEED);
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                events.close();
                events = DomainServices.start(kafka.brokers(), EventTopics.DEMO, Integer.parseInt(line.trim()), SEED);
            }
            events.close();
        }
        System.exit(0);
    }
}
