package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.LogFormat;
import io.howdah.config.SettingException;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.testing.Docs;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Tests the formats of the log. */
class LogFormatTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("io.howdah.Example");

    @AfterEach
    void resetFormat() {
        LogSwitch.to(LogFormat.TEXT, Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void settingSelectsTheAppender(LogFormat format) {
        // When
        LogSwitch.to(format, Map.of());

        // Then golden tests stay quiet too
        assertThat(root()).singleElement().satisfies(reference -> {
            assertThat(reference.getRef()).isEqualTo(format.word());
            assertThat(reference.getFilter().filter(quiet())).isEqualTo(Filter.Result.DENY);
        });
        assertThat(configuration().getAppenders()).containsKeys("text", "json");
    }

    @Test
    void configurationIsNotReadAgainIfTheEnvironmentSetsIt() {
        System.clearProperty(LogFormat.KEY);
        Configuration before = configuration();

        LogSwitch.to(LogFormat.JSON, Map.of("HOWDAH_LOG_FORMAT", "json"));

        assertThat(configuration()).isSameAs(before);
    }

    @Test
    void lineIsAnObjectWithAllFields() throws Exception {
        // When
        JsonNode line;
        try (MDC.MDCCloseable own = MDC.putCloseable("order", "4711")) {
            line = line(() -> LOG.atError()
                    .addKeyValue("route", "rides-ingest")
                    .addKeyValue("correlationId", "4bf92f3577b34da6a3ce929d0e0e4736")
                    .setCause(new IllegalStateException("two\nlines"))
                    .log("It is \"so\"\nand so"));
        }

        // Then
        assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line.path("level").asText()).isEqualTo("ERROR");
        assertThat(line.path("logger").asText()).isEqualTo("io.howdah.Example");
        assertThat(line.path("thread").asText())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(line.path("message").asText()).isEqualTo("It is \"so\"\nand so");
        assertThat(line.path("correlationId").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(line.path("context")).isEqualTo(JSON.readTree("{\"order\":\"4711\",\"route\":\"rides-ingest\"}"));
        assertThat(line.path("error").asText())
                .startsWith("java.lang.IllegalStateException: two\nlines")
                .contains("at io.howdah.observe.LogFormatTest");
    }

    @Test
    void lineHasNoKeyForMissingFields() throws Exception {
        assertThat(line(() -> LOG.error("Bare")).fieldNames())
                .toIterable()
                .doesNotContain("correlationId", "error")
                .contains("time", "level", "logger", "thread", "message");
    }

    @Test
    void lineHasTheIdsOfItsSpan() throws Exception {
        Context recorded = Traceparent.parent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        Context unrecorded = Traceparent.parent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");

        JsonNode line = line(recorded.wrap(() -> LOG.error("Bare")));

        assertThat(line.path("trace_id").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(line.path("span_id").asText()).isEqualTo("00f067aa0ba902b7");
        assertThat(line.path("context").path("trace_id").isMissingNode()).isTrue();
        assertThat(names(line(unrecorded.wrap(() -> LOG.error("Bare"))))).doesNotContain("trace_id", "span_id");
    }

    @Test
    void documentedLineHasTheKeysOfThatLine() throws Exception {
        // Given
        JsonNode documented = JSON.readTree(
                Docs.block("docs/monitoring.md", "json", "\"logger\"").text());

        // When
        JsonNode line = line(() -> LOG.atWarn()
                .addKeyValue("route", "parcels-ingest")
                .addKeyValue("record", "parcels.events-2@17")
                .addKeyValue("error", "io.howdah.model.InvalidDocumentException")
                .log("Record goes to the dead-letter topic"));

        // Then
        assertThat(names(line)).isEqualTo(names(documented));
        assertThat(line.path("context")).isEqualTo(documented.path("context"));
    }

    @Test
    void unknownFormatIsRefused() {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of("HOWDAH_LOG_FORMAT", "xml"));

        assertThatThrownBy(() -> Settings.of(values))
                .isInstanceOf(SettingException.class)
                .hasMessage("howdah.log.format=xml must be text or json");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Returns what the JSON appender writes. */
    private static JsonNode line(Runnable logs) throws Exception {
        LogEvent event = event(logs);
        byte[] bytes = configuration().getAppender("json").getLayout().toByteArray(event);
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(1);
        assertThat(text).endsWith(System.lineSeparator());
        return JSON.readTree(text);
    }

    private static LogEvent quiet() {
        try (MDC.MDCCloseable golden = MDC.putCloseable("howdah.quiet", "true")) {
            return event(() -> LOG.error("Logged by a golden test"));
        }
    }

    private static LogEvent event(Runnable logs) {
        List<LogEvent> events = new ArrayList<>();
        AbstractAppender appender = new AbstractAppender("test", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                events.add(event.toImmutable());
            }
        };
        appender.start();
        Logger logger = (Logger) LogManager.getLogger("io.howdah.Example");
        logger.addAppender(appender);
        try {
            logs.run();
        } finally {
            logger.removeAppender(appender);
        }
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static List<AppenderRef> root() {
        return configuration().getRootLogger().getAppenderRefs();
    }

    private static Configuration configuration() {
        return ((Logger) LogManager.getRootLogger()).getContext().getConfiguration();
    }
}
