package io.howdah.ingest.rebuild;

import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Switches a model from one collection to another. While the fence is up nobody commits what was written to the old one,
 * so that the new one can be brought to the same state before all go over to it. Failures are MongoDB's own.
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

    /** Puts the fence up, in the place of any other. */
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

    /** Keeps the fence from being taken for that of a dead rebuild; to be called every few seconds. */
    synchronized void renew() {
        if (fenced != null) {
            var unused = write(pointer -> pointer);
        }
    }

    /** Takes the fence away, if it is there: the old collection stays. */
    synchronized void lift() {
        if (fenced != null && write(pointer -> pointer.withFence(null))) {
            fenced = null;
        }
    }

    /** Points to the new collection and takes the fence away; false if the fence has been taken away by somebody else. */
    synchronized boolean to(String collection, int generation) {
        return fenced != null && write(pointer -> pointer.to(collection, generation, Instant.now()));
    }

    private boolean write(UnaryOperator<Pointer> change) {
        Pointer before = fenced;
        if (before == null) {
            return false;
        }
        // A write whose answer was lost has moved the revision on; the token tells whether the fence is still this one.
        Pointer read = collections.pointer(model);
        if (!read.isFencedBy(token)) {
            fenced = null;
            return false;
        }
        fenced = collections.change(read, change).orElse(null);
        return fenced != null;
    }
}
