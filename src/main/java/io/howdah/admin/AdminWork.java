package io.howdah.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.http.Problem;
import io.howdah.text.JsonMappers;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes handlers of work that blocks: it runs on threads of its own, away from the event loops. */
public final class AdminWork {

    private static final int THREADS = 4;

    /** A replay of a large topic may take hours; Vert.x would warn of a blocked thread after a minute. */
    private static final long MAX_HOURS = 24;

    private static final int OK = 200;
    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final WorkerExecutor workers;

    AdminWork(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("howdah-admin", THREADS, MAX_HOURS, TimeUnit.HOURS);
    }

    /** Work that has one answer. */
    public interface Answer {
        /** Return what Jackson writes as the answer. */
        Object to(AdminRequest request) throws Exception;
    }

    /** Work that answers line by line. */
    public interface Lines {
        /** Writes the lines. */
        void to(AdminRequest request, AdminLines lines) throws Exception;
    }

    /** Return a handler that answers with one JSON value. */
    public Handler<RoutingContext> answer(Answer work) {
        return context -> {
            AdminRequest request = new AdminRequest(context);
            workers.executeBlocking(() -> JSON.writeValueAsString(work.to(request)), false)
                    .onSuccess(text -> context.response()
                            .setStatusCode(OK)
                            .putHeader("Content-Type", "application/json")
                            .putHeader("Cache-Control", "no-store")
                            .end(text))
                    .onFailure(failure -> refuse(context, failure));
        };
    }

    /** Return a handler that answers with {@link AdminLines}; the last line says whether it came to its end. */
    public Handler<RoutingContext> lines(Lines work) {
        return context -> {
            AdminRequest request = new AdminRequest(context);
            AdminLines lines = new AdminLines(context.response());
            workers.executeBlocking(
                            () -> {
                                work.to(request, lines);
                                return lines;
                            },
                            false)
                    .onSuccess(AdminLines::end)
                    .onFailure(failure -> {
                        if (lines.hasBegun()) {
                            lines.endWith(AdminFailure.explain(failure).orElseGet(() -> AdminFailure.unknown(failure)));
                        } else {
                            refuse(context, failure);
                        }
                    });
        };
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        Optional<AdminException> known = AdminFailure.explain(failure);
        if (known.isPresent()) {
            Problem.send(
                    context.response(),
                    known.get().status(),
                    String.valueOf(known.get().getMessage()));
        } else if (failure instanceof JsonProcessingException) {
            context.fail(new IllegalStateException("the answer cannot be written as JSON"));
        } else {
            context.fail(failure);
        }
    }
}
