package io.howdah.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Captures all log events, as they would be printed with every stack trace. */
public final class CapturedLog extends AbstractAppender {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    /** Creates a log that captures nothing yet. */
    public CapturedLog() {
        super("captured", null, null, true, Property.EMPTY_ARRAY);
    }

    /** Starts to capture. */
    public void attach() {
        start();
        ((Logger) LogManager.getRootLogger()).addAppender(this);
    }

    /** Stops to capture. */
    public void detach() {
        ((Logger) LogManager.getRootLogger()).removeAppender(this);
    }

    @Override
    public void append(LogEvent event) {
        lines.add(event.getLevel() + " " + event.getLoggerName() + " "
                + event.getMessage().getFormattedMessage() + " " + event.getContextData() + " "
                + event.getThrown());
    }

    /** Returns the lines so far. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
