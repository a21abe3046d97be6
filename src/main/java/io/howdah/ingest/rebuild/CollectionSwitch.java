package io.howdah.ingest.rebuild;

import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Switches a model from one collection to another. While the fence is up, no process commits writes to the old
 * collection, so that the new one can reach the same state before all processes use it. Failures are those of MongoDB.
 * Thread-safe.
 */
final class CollectionSwitch {

    private final ModelCollections collections;
    private final ReadModel model;
    private final String token = UUID.randomUUID().toString();
    private @Nullable Pointer fenced;

    CollectionSwitch(ModelCollections collections, ReadModel model) {
        this.collections = collections;
        this.model = model;
    }

    /** Raises the fence, replacing any other. */
    synchronized void raise() {
        while (fenced == null) {
            Pointer read = collections.pointer(model);
            fenced = read.isFencedBy(token)
                    ? read
                    : collections
                            .change(read, pointer -> pointer.withFence(token))
                            .orElse(null);
        }
    }

    /** Renews the fence, so that it does not count as that of a dead rebuild. Called every few seconds. */
    synchronized void renew() {
        if (fenced != null) {
            var unused = write(pointer -> pointer);
        }
    }

    /** Removes the fence, if it is still there; the old collection stays. */
    synchronized void lift() {
        if (fenced != null && write(pointer -> pointer.withFence(null))) {
            fenced = null;
        }
    }

    /**
     * Points the model to the new collection and removes the fence.
     *
     * @return false if another process has removed the fence
     */
    synchronized boolean to(String collection, int generation) {
        return fenced != null && write(pointer -> pointer.to(collection, generation, Instant.now()));
    }

    private boolean write(UnaryOperator<Pointer> change) {
        Pointer before = fenced;
        if (before == null) {
            return false;
        }
        // A write with a lost response has changed the revision; the token tells whether the fence is still this one.
        Pointer read = collections.pointer(model);
        if (!read.isFencedBy(token)) {
            fenced = null;
            return false;
        }
        fenced = collections.change(read, change).orElse(null);
        return fenced != null;
    }
}
