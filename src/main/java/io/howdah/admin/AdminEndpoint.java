package io.howdah.admin;

import io.vertx.ext.web.Router;

/** Some paths under {@code /admin/}. {@link AdminApi} guards them all, and reads their requests' bodies. */
public interface AdminEndpoint {

    /**
     * Adds the paths, each beginning with {@code /admin/}.
     *
     * @param router the management port's
     * @param work makes handlers of what may block
     */
    void mount(Router router, AdminWork work);
}
