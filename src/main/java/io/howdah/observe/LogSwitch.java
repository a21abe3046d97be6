package io.howdah.observe;

import io.howdah.config.LogFormat;
import io.howdah.config.SettingValues;
import java.util.Map;
import java.util.Objects;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Makes the log what {@link LogFormat#KEY} says. Log4j reads its configuration before there are settings, and looks into the
 * environment by itself; what a file says is handed to it as a system property, and it reads its configuration again.
 */
public final class LogSwitch {

    private LogSwitch() {}

    /**
     * Writes the log so from now on.
     *
     * @param environment the variables that Log4j has looked into
     */
    public static void to(LogFormat format, Map<String, String> environment) {
        String variable = environment.getOrDefault(SettingValues.environmentName(LogFormat.KEY), LogFormat.TEXT.word());
        String before = Objects.requireNonNullElse(System.setProperty(LogFormat.KEY, format.word()), variable);
        if (!before.equals(format.word())) {
            Configurator.reconfigure();
        }
    }
}
