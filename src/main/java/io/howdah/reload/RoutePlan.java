package io.howdah.reload;

import io.howdah.source.RouteFile;
import java.util.List;
import java.util.Set;

/**
 * What is to be done with the routes of a running application.
 *
 * @param stopped the ids of routes that are there, and are to be stopped and taken out
 * @param made the ids of routes that are to be made, those again that were stopped for it
 * @param templates the ids of templates that are to be replaced
 * @param configurations the ids of route configurations that are to be replaced
 * @param files what makes them: the files, with nothing else in them
 */
record RoutePlan(
        Set<String> stopped,
        Set<String> made,
        Set<String> templates,
        Set<String> configurations,
        List<RouteFile> files) {

    boolean isEmpty() {
        return stopped.isEmpty() && made.isEmpty() && templates.isEmpty() && configurations.isEmpty();
    }
}
