package io.howdah.admin;

import io.vertx.ext.web.Router;

/** {@code GET /admin/routes}: what the routes are, whether they run, and what went through them since the start. */
public final class RoutesEndpoint implements AdminEndpoint {

    private final RouteCounts counts;

    /** Serves these counts. */
    public RoutesEndpoint(RouteCounts counts) {
        this.counts = counts;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.get("/admin/routes").handler(work.answer(request -> counts.states()));
    }
}
