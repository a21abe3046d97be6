package io.howdah.dev.web;

import io.howdah.runtime.source.ApplicationSources;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /dev/files}: returns the current SDL and route files of the application. */
final class FilesEndpoint implements Handler<RoutingContext> {

    private static final String DOMAINS = "routes/domains/";

    private final ApplicationSources sources;

    FilesEndpoint(ApplicationSources sources) {
        this.sources = sources;
    }

    @Override
    public void handle(RoutingContext context) {
        context.vertx().executeBlocking(this::files).onComplete(files -> {
            if (files.failed()) {
                context.fail(files.cause());
                return;
            }
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(files.result().toBuffer());
        });
    }

    private JsonObject files() {
        JsonArray files = new JsonArray();
        sources.schemas().forEach(schema -> files.add(file(schema.name(), schema.text())));
        sources.routeFiles().stream()
                .filter(route -> !sources.isDemo() || route.name().startsWith(DOMAINS))
                .filter(route -> sources.isDemo() || route.location().startsWith("file:"))
                .forEach(route -> files.add(file(route.name(), route.text())));
        return new JsonObject().put("demo", sources.isDemo()).put("files", files);
    }

    private static JsonObject file(String name, String text) {
        return new JsonObject().put("name", name).put("text", text);
    }
}
