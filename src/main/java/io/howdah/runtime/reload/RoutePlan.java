package io.howdah.runtime.reload;

import io.howdah.runtime.source.RouteFile;
import java.util.List;
import java.util.Set;

/**
 * What is to be done with the routes of a running application.
 *
 * @param stopped the ids of routes that are there, and are to be stopped and taken out
 * @param made the ids of routes that are to be made, those again that were stopped for it
 * @param paused the ids of routes that call those, and are to stand still meanwhile
 * @param templates the ids of templates that are to be replaced
 * @param configurations the ids of route configurations that are to be replaced
 * @param gone the ids of configurations that are there no longer
 * @param declarations what declares templates and configurations: the files, with nothing else in them
 * @param files what makes the routes: the files, with nothing else in them
 */
record RoutePlan(
        Set<String> stopped,
        Set<String> made,
        Set<String> paused,
        Set<String> templates,
        Set<String> configurations,
        Set<String> gone,
        List<RouteFile> declarations,
        List<RouteFile> files) {

    boolean isEmpty() {
        return stopped.isEmpty() && made.isEmpty() && templates.isEmpty() && configurations.isEmpty() && gone.isEmpty();
    }
}
