package io.howdah.ingest.rebuild;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import io.howdah.store.Pointer.Former;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops the collections that models were switched away from. */
final class FormerCollections {

    /** Longer than a process needs to follow a switch and to finish a query. */
    static final Duration AFTER_SWITCH = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FormerCollections.class);

    private final ReadModels models;
    private final ModelCollections collections;

    FormerCollections(ReadModels models, ModelCollections collections) {
        this.models = models;
        this.collections = collections;
    }

    /**
     * Drops the former collections of a model. All processes must have had {@link #AFTER_SWITCH} to follow the switch.
     */
    void drop(ReadModel model) {
        Pointer pointer = collections.pointer(model);
        for (Former former : pointer.former()) {
            drop(former.collection());
            pointer = collections
                    .change(pointer, read -> read.without(former.collection()))
                    .orElseThrow(() -> new RebuildRefusedException(
                            "another rebuild of " + model.name() + " has just started; try again"));
            LOG.atInfo()
                    .addKeyValue("model", model.name())
                    .addKeyValue("collection", former.collection())
                    .log("Former collection dropped");
        }
    }

    /** Drops a collection, unless a model uses it at present. */
    void drop(String collection) {
        for (ReadModel model : models.all()) {
            if (collections.pointer(model).collection().equals(collection)) {
                throw new RebuildRefusedException(
                        "collection " + collection + " is the current one of " + model.name() + " and is not dropped");
            }
        }
        collections.named(collection).drop();
    }
}
