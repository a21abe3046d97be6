package io.howdah.admin;

import io.vertx.ext.web.Router;

/** Group of paths under {@code /admin/}. {@link AdminApi} checks access and reads the bodies of requests. */
public interface AdminEndpoint {

    /**
     * Adds the paths, which start with {@code /admin/}.
     *
     * @param router the router of the management port
     * @param work creates handlers that may block
     */
    void mount(Router router, AdminWork work);
}
