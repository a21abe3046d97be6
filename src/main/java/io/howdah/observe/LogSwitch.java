package io.howdah.observe;

import io.howdah.config.LogFormat;
import io.howdah.config.SettingValues;
import java.util.Map;
import java.util.Objects;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Applies the setting {@link LogFormat#KEY}. Log4j reads its configuration before Howdah reads its settings, and looks up the environment
 * variable itself. A value from a file becomes a system property, and Log4j reads its configuration again.
 */
public final class LogSwitch {

    private LogSwitch() {}

    /**
     * Switches the log to a format.
     *
     * @param environment the environment variables that Log4j has already read
     */
    public static void to(LogFormat format, Map<String, String> environment) {
        String variable = environment.getOrDefault(SettingValues.environmentName(LogFormat.KEY), LogFormat.TEXT.word());
        String before = Objects.requireNonNullElse(System.setProperty(LogFormat.KEY, format.word()), variable);
        if (!before.equals(format.word())) {
            Configurator.reconfigure();
        }
    }
}
