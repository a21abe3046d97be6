package io.howdah.runtime.reload;

import io.howdah.runtime.source.RouteFile;
import java.util.List;
import java.util.Set;

/**
 * The changes of a running application's routes.
 *
 * @param stopped the ids of routes to stop and remove
 * @param created the ids of routes to create, including replacements for stopped ones
 * @param paused the ids of other routes that call the stopped ones, to pause meanwhile
 * @param templates the ids of templates to replace
 * @param configurations the ids of route configurations to replace
 * @param removedConfigurations the ids of route configurations to remove
 * @param declarations route files with only the templates and configurations to load
 * @param files route files with only the routes to load
 */
record RoutePlan(
        Set<String> stopped,
        Set<String> created,
        Set<String> paused,
        Set<String> templates,
        Set<String> configurations,
        Set<String> removedConfigurations,
        List<RouteFile> declarations,
        List<RouteFile> files) {

    boolean isEmpty() {
        return stopped.isEmpty()
                && created.isEmpty()
                && templates.isEmpty()
                && configurations.isEmpty()
                && removedConfigurations.isEmpty();
    }
}
