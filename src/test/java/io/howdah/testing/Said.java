package io.howdah.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Everything that was logged, as it would be printed with every stack trace. */
public final class Said extends AbstractAppender {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    /** Makes it; it hears nothing yet. */
    public Said() {
        super("said", null, null, true, Property.EMPTY_ARRAY);
    }

    /** Hears from now on. */
    public void attach() {
        start();
        ((Logger) LogManager.getRootLogger()).addAppender(this);
    }

    /** Hears no more. */
    public void detach() {
        ((Logger) LogManager.getRootLogger()).removeAppender(this);
    }

    @Override
    public void append(LogEvent event) {
        lines.add(event.getLevel() + " " + event.getLoggerName() + " "
                + event.getMessage().getFormattedMessage() + " " + event.getContextData() + " "
                + event.getThrown());
    }

    /** What was logged so far. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
