package io.howdah.admin;

import io.vertx.ext.web.Router;

/** {@code GET /admin/routes}: lists the routes with their state and their counts since the start. */
public final class RoutesEndpoint implements AdminEndpoint {

    private final RouteCounts counts;

    /** Creates the endpoint. */
    public RoutesEndpoint(RouteCounts counts) {
        this.counts = counts;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.get("/admin/routes").handler(work.answer(request -> counts.states()));
    }
}
