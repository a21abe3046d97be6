package io.howdah.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator may do with a model's ingest. */
public interface ModelOperations {

    /** Return the state of each model, as fields with plain values; {@code model} is its name. */
    List<Map<String, Object>> states();

    /**
     * Lets a model's ingest go on that was paused because of too many dead letters.
     *
     * @return whether it was paused
     * @throws IllegalArgumentException if there is no such model; says which there are
     */
    boolean resume(String model);

    /**
     * Makes a model's ingest accept a topic that was made again, has other partitions, or was truncated.
     *
     * @return the parts of the model whose topic had changed
     * @throws IllegalArgumentException if there is no such model; says which there are
     */
    List<String> rebase(String model);

    /**
     * Has a record that MongoDB does not store, while it stores others, put into the dead-letter topic.
     *
     * @param record where it stands, as {@code topic-partition@offset}
     * @return nothing if it is skipped, else the records of the model that do wait, each in one line
     * @throws IllegalArgumentException if there is no such model; says which there are
     */
    Optional<List<String>> skip(String model, String record);
}
