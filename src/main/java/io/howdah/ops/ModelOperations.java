package io.howdah.ops;

import java.util.List;
import java.util.Map;

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
     * Makes a model's ingest accept a topic that was made again, or has other partitions.
     *
     * @return the parts of the model whose topic had changed
     * @throws IllegalArgumentException if there is no such model; says which there are
     */
    List<String> rebase(String model);
}
