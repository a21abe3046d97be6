package io.howdah.ingest.rebuild;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import io.howdah.store.Pointer.Former;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The collections that models were switched away from. */
final class FormerCollections {

    /** Longer than a process takes to follow a switch, and a query to end. */
    static final Duration AFTER_SWITCH = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FormerCollections.class);

    private final ReadModels models;
    private final ModelCollections collections;

    FormerCollections(ReadModels models, ModelCollections collections) {
        this.models = models;
        this.collections = collections;
    }

    /** Drops those of a model; all processes must have had {@link #AFTER_SWITCH} to follow. */
    void drop(ReadModel model) {
        Pointer pointer = collections.pointer(model);
        for (Former former : pointer.former()) {
            drop(former.collection());
            pointer = collections
                    .change(pointer, read -> read.without(former.collection()))
                    .orElseThrow(() -> new RebuildRefusedException(
                            "another rebuild of " + model.name() + " has just begun; try again"));
            LOG.atInfo()
                    .addKeyValue("model", model.name())
                    .addKeyValue("collection", former.collection())
                    .log("Former collection is dropped");
        }
    }

    /** Drops a collection, unless it is that of a model at present. */
    void drop(String collection) {
        for (ReadModel model : models.all()) {
            if (collections.pointer(model).collection().equals(collection)) {
                throw new RebuildRefusedException(
                        "collection " + collection + " is that of " + model.name() + " at present and is not dropped");
            }
        }
        collections.named(collection).drop();
    }
}
