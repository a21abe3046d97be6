package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.chaos.faults.Fault;
import io.howdah.chaos.faults.Faults;
import io.howdah.chaos.faults.Instance;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.loads.EventStream;
import io.howdah.chaos.loads.Seeds;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.TopicPartition;

/** A stream of events through both instances, a fault on the way, and the proof that all is as the events say. */
final class Round {

    private static final int CHUNK = 60;
    private static final int CHUNKS = 40;
    private static final int MAX_CHUNKS = 1_200;

    private final IngestCluster cluster;
    private final Services services;
    private final long seed;
    private final Fault fault;

    Round(IngestCluster cluster, Services services, long seed) {
        this.cluster = cluster;
        this.services = services;
        this.seed = seed;
        this.fault = Fault.of(seed);
    }

    /** Runs it. {@code deadLettersBefore} are the positions of all earlier rounds; this round adds its own. */
    String run(Set<Oracle.Place> deadLettersBefore) throws Exception {
        cluster.awaitBoth();
        Map<TopicPartition, Long> begin = cluster.items().log().ends();
        String what = publish(Seeds.random(seed));
        String proven = cluster.items().prove(begin, deadLettersBefore);
        assertThat(cluster.instances())
                .as("processes that run, see " + cluster.folder())
                .allMatch(Instance::isAlive);
        return proven + ", " + what;
    }

    /** Sends until the fault has come and gone, and a whole stream at least. */
    private String publish(Random random) {
        EventStream stream = new EventStream(seed, cluster.name());
        CompletableFuture<String> mended = new Faults(services, cluster.instances(), random).inject(fault);
        cluster.items().send(stream, CHUNK, sent -> {
            assertThat(sent).as("chunks sent, and the fault has not come").isLessThan(MAX_CHUNKS);
            return sent < CHUNKS || !mended.isDone();
        });
        try {
            return mended.join();
        } catch (CompletionException e) {
            throw new AssertionError("the fault itself failed", e.getCause());
        }
    }
}
