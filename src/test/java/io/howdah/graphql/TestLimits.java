package io.howdah.graphql;

import io.howdah.config.GraphQlSettings;
import io.howdah.config.OperationSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Limits of operations as in application.properties. */
public final class TestLimits {

    public static final GraphQlSettings DEFAULTS =
            Settings.of(SettingValues.load(List.of(), List.of(), Map.of())).graphql();

    private TestLimits() {}

    /** Returns settings without a limit per client. */
    public static OperationSettings operations(int threads, int queue, Duration timeout) {
        return new OperationSettings(
                threads, queue, Integer.MAX_VALUE, Integer.MAX_VALUE, 100, timeout, timeout, Optional.empty(), false);
    }
}
