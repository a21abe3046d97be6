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

/** Creates handlers of blocking work, which runs on {@value #THREADS} worker threads instead of the event loops. */
public final class AdminWork {

    private static final int THREADS = 4;

    /** Vert.x warns about blocked threads after this time. A replay of a large topic may take hours. */
    private static final long MAX_HOURS = 24;

    private static final int OK = 200;
    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final WorkerExecutor workers;

    AdminWork(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("howdah-admin", THREADS, MAX_HOURS, TimeUnit.HOURS);
    }

    /** Work with a result. */
    public interface Answer {
        /** Returns the response, an object that Jackson can write. */
        Object to(AdminRequest request) throws Exception;
    }

    /** Work that writes its response line by line. */
    public interface Lines {
        /** Writes the lines of the response. */
        void to(AdminRequest request, AdminLines lines) throws Exception;
    }

    /** Returns a handler that responds with one JSON value. */
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

    /** Returns a handler that responds with {@link AdminLines}. */
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
                        if (lines.hasStarted()) {
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
            context.fail(new IllegalStateException("cannot write the response as JSON"));
        } else {
            context.fail(failure);
        }
    }
}
