package io.howdah.chaos.faults;

import java.util.Optional;

/** What happens to the two instances in a round. */
public enum Fault {
    /** A batch was read and compared, and its process is killed before its write arrives. */
    KILLED_BEFORE_WRITE,
    /** A write was done, and its process is killed before it knows, or before it commits. */
    KILLED_BEFORE_COMMIT,
    /** Offsets were committed, and the process is killed before it knows. */
    KILLED_AFTER_COMMIT,
    /** The process is killed at any moment. */
    KILLED_AT_RANDOM,
    /** The broker is stopped and started again. */
    KAFKA_STOPPED,
    /** The MongoDB server is stopped and started again. */
    MONGO_STOPPED,
    /** Connections to Kafka break, in a commit or in a batch's records. */
    KAFKA_CUT,
    /** Connections to MongoDB break in a write, some before it arrived as a whole, some before its answer came. */
    MONGO_CUT;

    /** Why this cannot happen with these services, or empty. */
    public Optional<String> impossible(Services services) {
        boolean needsProxy =
                this == KILLED_AFTER_COMMIT || this == KAFKA_CUT || (this == KAFKA_STOPPED && services.kafka() == null);
        return needsProxy && services.broker() == null
                ? Optional.of("the brokers cannot be reached by way of a proxy: they must be one, on a machine where"
                        + " 127.0.0.2 is local, and tell clients a name and no address")
                : Optional.empty();
    }

    /** The fault of a round: all take turns. */
    public static Fault of(long seed) {
        return values()[Math.floorMod(seed, values().length)];
    }
}
