package io.howdah.tools.golden;

import io.howdah.ingest.IngestRoute;
import io.howdah.model.ReadModel;
import java.util.Optional;
import org.apache.camel.Route;

/**
 * A folder below {@code golden/}, and the routes that its cases go through.
 *
 * @param ingest the route that gets the records
 * @param model what it feeds
 * @param notifications the route that tells of the changes, where there is one
 */
record GoldenDomain(IngestRoute ingest, ReadModel model, Optional<Route> notifications) {}
