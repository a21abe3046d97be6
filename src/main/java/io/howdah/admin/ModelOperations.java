package io.howdah.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operations on the ingest of models. */
public interface ModelOperations {

    /** Returns the state of each model, as fields with plain values; {@code model} is its name. */
    List<Map<String, Object>> states();

    /**
     * Resumes a model's ingest that is paused because of too many dead letters.
     *
     * @return whether it was paused
     * @throws IllegalArgumentException if there is no such model; the message lists the models
     */
    boolean resume(String model);

    /**
     * Makes a model's ingest accept a topic that was recreated, repartitioned or truncated.
     *
     * @return the parts of the model with a changed topic
     * @throws IllegalArgumentException if there is no such model; the message lists the models
     */
    List<String> rebase(String model);

    /**
     * Sends a record that MongoDB refuses, while it accepts others, to the dead-letter topic.
     *
     * @param record its position, as {@code topic-partition@offset}
     * @return empty if the record is skipped, else the records of the model that are waiting, each in one line
     * @throws IllegalArgumentException if there is no such model; the message lists the models
     */
    Optional<List<String>> skip(String model, String record);
}
