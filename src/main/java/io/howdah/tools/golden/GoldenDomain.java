package io.howdah.tools.golden;

import io.howdah.ingest.IngestRoute;
import io.howdah.model.ReadModel;
import java.util.Optional;
import org.apache.camel.Route;

/**
 * A folder below {@code golden/}, with the routes that its cases run through.
 *
 * @param ingest the route that receives the records
 * @param model the read model that the route fills
 * @param notifications the notify route of the model, if there is one
 */
record GoldenDomain(IngestRoute ingest, ReadModel model, Optional<Route> notifications) {}
