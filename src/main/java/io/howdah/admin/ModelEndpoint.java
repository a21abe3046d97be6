package io.howdah.admin;

import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.function.Function;

/** The paths {@code /admin/models}: state of the models' ingest, and operations on it. */
public final class ModelEndpoint implements AdminEndpoint {

    private final ModelOperations operations;

    /** Creates the endpoint. */
    public ModelEndpoint(ModelOperations operations) {
        this.operations = operations;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.get("/admin/models").handler(work.answer(request -> operations.states()));
        router.post("/admin/models/:model/resume").handler(work.answer(on("resumed", operations::resume)));
        router.post("/admin/models/:model/rebase").handler(work.answer(on("rebased", operations::rebase)));
        router.post("/admin/models/:model/skip").handler(work.answer(this::skip));
    }

    private Object skip(AdminRequest request) throws Exception {
        String record = request.body().path("record").asText("");
        if (record.isBlank()) {
            throw AdminException.badRequest("The body must have the field record, as topic-partition@offset.");
        }
        return on("skipped", model -> {
                    operations.skip(model, record).ifPresent(waiting -> {
                        throw AdminException.conflict("record " + record + " of " + model + " is not waiting; "
                                + (waiting.isEmpty()
                                        ? "no record is"
                                        : "waiting records: " + String.join(", ", waiting)));
                    });
                    return record;
                })
                .to(request);
    }

    private static AdminWork.Answer on(String result, Function<String, Object> operation) {
        return request -> {
            String model = request.path("model");
            try {
                return Map.of("model", model, result, operation.apply(model));
            } catch (IllegalArgumentException e) {
                throw AdminException.notFound(String.valueOf(e.getMessage()));
            }
        };
    }
}
