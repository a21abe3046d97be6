package io.howdah.graphql;

import io.howdah.config.GraphQlSettings;
import io.howdah.config.OperationSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The limits of operations, as application.properties has them. */
public final class TestLimits {

    public static final GraphQlSettings DEFAULTS =
            Settings.of(SettingValues.load(List.of(), List.of(), Map.of())).graphql();

    private TestLimits() {}

    /** Operations of which one client may have as many as all. */
    public static OperationSettings operations(int threads, int queue, Duration timeout) {
        return new OperationSettings(
                threads, queue, Integer.MAX_VALUE, Integer.MAX_VALUE, timeout, timeout, Optional.empty(), false);
    }
}
