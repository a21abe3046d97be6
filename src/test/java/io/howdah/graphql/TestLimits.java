package io.howdah.graphql;

import io.howdah.config.GraphQlSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import java.util.List;
import java.util.Map;

/** The limits of operations, as application.properties has them. */
final class TestLimits {

    static final GraphQlSettings DEFAULTS =
            Settings.of(SettingValues.load(List.of(), List.of(), Map.of())).graphql();

    private TestLimits() {}
}
