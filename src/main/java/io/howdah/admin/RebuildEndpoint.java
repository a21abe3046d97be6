package io.howdah.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.ingest.rebuild.RebuildRefusedException;
import io.howdah.ingest.rebuild.RebuildReport;
import io.howdah.ingest.rebuild.RebuildRequest;
import io.howdah.ingest.rebuild.Rebuilds;
import io.vertx.ext.web.Router;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The path {@code /admin/models/<model>/rebuild}: GET returns the progress of a rebuild, POST starts or continues it, POST to
 * {@code /stop} below interrupts it. All responses are a {@link RebuildReport}.
 */
public final class RebuildEndpoint implements AdminEndpoint {

    private static final String PATH = "/admin/models/:model/rebuild";
    private static final Set<String> FIELDS = Set.of("restart", "keepMissing", "dropOld", "key", "since");

    private final Rebuilds rebuilds;

    /** Creates the endpoint. */
    public RebuildEndpoint(Rebuilds rebuilds) {
        this.rebuilds = rebuilds;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.get(PATH).handler(work.answer(request -> report(() -> rebuilds.report(request.path("model")))));
        router.post(PATH)
                .handler(work.answer(
                        request -> report(() -> rebuilds.start(request.path("model"), read(request.body())))));
        router.post(PATH + "/stop").handler(work.answer(request -> report(() -> rebuilds.stop(request.path("model")))));
    }

    private static RebuildReport report(Supplier<RebuildReport> work) {
        try {
            return work.get();
        } catch (RebuildRefusedException e) {
            throw AdminException.conflict(String.valueOf(e.getMessage()));
        }
    }

    private static RebuildRequest read(JsonNode body) {
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw AdminException.badRequest(name + " is not a field of a rebuild; use " + FIELDS + ".");
            }
        });
        RebuildRequest request = new RebuildRequest(
                body.path("restart").asBoolean(false),
                body.path("keepMissing").asBoolean(false),
                body.path("dropOld").asBoolean(false),
                Optional.ofNullable(body.path("key").asText(null)),
                Optional.ofNullable(body.path("since").asText(null)).map(RebuildEndpoint::time));
        if (request.isInPlace() && (request.keepMissing() || request.dropOld())) {
            throw AdminException.badRequest(
                    "keepMissing and dropOld must not be set with key or since, which write to the current collection.");
        }
        return request;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw AdminException.badRequest("since must be a time such as 2026-01-31T08:00:00Z.");
        }
    }
}
