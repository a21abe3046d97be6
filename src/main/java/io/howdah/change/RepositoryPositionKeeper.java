package io.howdah.change;

import io.howdah.observe.FailureState;
import io.howdah.timing.Pause;
import java.util.Optional;
import org.apache.camel.spi.StateRepository;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Stores positions in any Camel state repository, without leases: another process can run the same route. */
final class RepositoryPositionKeeper implements PositionKeeper {

    private final StateRepository<String, String> repository;
    private final String key;

    RepositoryPositionKeeper(StateRepository<String, String> repository, String key) {
        this.repository = repository;
        this.key = key;
    }

    @Override
    public boolean begin(Pause pause) {
        return !pause.isEnded();
    }

    @Override
    public Optional<FailureState.Present> trouble() {
        return Optional.empty();
    }

    @Override
    public void requireHeld() {
        // No lease: the route may always run.
    }

    @Override
    public @Nullable Saved saved() {
        String state = repository.getState(key);
        return state == null ? null : new Saved(BsonDocument.parse(state), null);
    }

    @Override
    public void save(Saved position) {
        repository.setState(key, position.token().toJson());
    }

    @Override
    public long epoch() {
        return 0;
    }

    @Override
    public void end() {
        // The repository belongs to the application.
    }
}
