package io.howdah.runtime;

import io.howdah.admin.ModelOperations;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.ModelStates;
import io.howdah.ingest.StuckRecords;
import io.howdah.ingest.StuckRecords.Stuck;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The state of models for operators, and their commands that change it. */
final class ModelStateOperations implements ModelOperations {

    private final ReadModels models;
    private final IngestWiring ingest;

    ModelStateOperations(ReadModels models, IngestWiring ingest) {
        this.models = models;
        this.ingest = ingest;
    }

    @Override
    public List<Map<String, Object>> states() {
        Map<String, ModelStates.State> known = ingest.states.states().stream()
                .collect(Collectors.toMap(ModelStates.State::model, Function.identity()));
        return models.all().stream().map(model -> state(model, known)).toList();
    }

    @Override
    public boolean resume(String model) {
        return ingest.states.resume(require(model));
    }

    @Override
    public List<String> rebase(String model) {
        return ingest.states.rebase(require(model), IngestRoutes.topics(ingest.routes.of(model)));
    }

    @Override
    public Optional<List<String>> skip(String model, String record) {
        StuckRecords stuck = ingest.stuck;
        return stuck.skip(require(model), record)
                ? Optional.empty()
                : Optional.of(stuck.of(model).stream().map(Stuck::record).toList());
    }

    private Map<String, Object> state(ReadModel model, Map<String, ModelStates.State> known) {
        ModelStates.State stored = known.get(model.name());
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("model", model.name());
        if (model.isExternal()) {
            state.put("state", "external");
            return state;
        }
        state.put("state", stored == null || stored.paused().isEmpty() ? "running" : "paused");
        if (stored != null) {
            stored.since().map(Instant::toString).ifPresent(since -> state.put("since", since));
            stored.paused().ifPresent(reason -> state.put("reason", reason));
        }
        List<Stuck> stuck = ingest.stuck.of(model.name());
        if (!stuck.isEmpty() && !state.containsKey("reason")) {
            state.put("state", "waiting");
            state.put("since", stuck.get(0).since().toString());
            state.put(
                    "reason",
                    stuck.stream().map(each -> each.message(model.name())).collect(Collectors.joining("; ")));
        }
        return state;
    }

    private String require(String model) {
        // For an unknown model, throws an exception that lists the models.
        return models.get(model).name();
    }
}
