package io.howdah.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The settings of the process, read once and validated, so that a bad one stops the start and none is found out later.
 *
 * @param http where the process listens
 * @param kafka the brokers that events come from
 * @param mongo the database of the read models
 * @param ingest what a record may be, and what ingest does when something is wrong
 * @param downstreamTimeout how long a service that a route asks may take to connect, and to answer
 * @param schemaRegistry the registry of Avro schemas
 * @param push what subscribers may cost
 * @param operations how GraphQL operations run, and which
 * @param graphql what a GraphQL operation may cost
 * @param auth how it is found out who sends a request
 * @param auditAuthentications whether successful authentications and issued tickets are in the audit log
 * @param cursors how the keys of cursors are stored
 * @param dev the embedded services and the demo's domain services
 * @param logFormat what the lines of the log are
 * @param trace what is traced, and who is told
 * @param shutdownDelay how long requests are still served when the process has said that it ends
 */
public record Settings(
        HttpSettings http,
        KafkaSettings kafka,
        MongoSettings mongo,
        IngestSettings ingest,
        Duration downstreamTimeout,
        SchemaRegistrySettings schemaRegistry,
        PushSettings push,
        OperationSettings operations,
        GraphQlSettings graphql,
        AuthSettings auth,
        boolean auditAuthentications,
        CursorSettings cursors,
        DevSettings dev,
        LogFormat logFormat,
        TraceSettings trace,
        Duration shutdownDelay) {

    /** Keys that others read or override by name. */
    public static final String HTTP_HOST = "howdah.http.host";

    public static final String HTTP_PORT = "howdah.http.port";

    public static final String MANAGEMENT_PORT = "howdah.management.port";
    public static final String KAFKA_BROKERS = "howdah.kafka.brokers";
    public static final String KAFKA_GROUP = "howdah.kafka.group";
    public static final String MONGO_URI = "howdah.mongo.uri";
    public static final String DEV_KAFKA_PORT = "howdah.dev.kafka-port";
    public static final String DEV_MONGO_PORT = "howdah.dev.mongo-port";

    private static final String MAX_POLL_INTERVAL =
            KafkaClientProperties.PREFIX + ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;

    /** Kafka's default. */
    private static final int MAX_POLL_INTERVAL_MS = 300_000;

    private static final String MAX_BACKOFF = "howdah.ingest.max-backoff";
    private static final String MANIFEST_ONLY = "howdah.graphql.manifest-only";

    private static final String SCHEMA_REGISTRY_URL = "howdah.schema-registry.url";
    private static final String SCHEMA_REGISTRY_USER = "howdah.schema-registry.user";
    private static final String SCHEMA_REGISTRY_PASSWORD = "howdah.schema-registry.password";
    private static final String SCHEMA_REGISTRY_TOKEN = "howdah.schema-registry.token";
    private static final String TRACE_ENDPOINT = "howdah.trace.endpoint";

    static final int MAX_PORT = 65535;

    /**
     * Validates the raw settings.
     *
     * @throws SettingException at the first one that breaks its rule
     */
    public static Settings of(SettingValues values) {
        values.integer("howdah.ingest.consumers", 1, 64);
        values.integer("howdah.ingest.linger-ms", 1, 60_000);
        KafkaSettings kafka = KafkaRules.check(values);
        return new Settings(
                http(values),
                kafka,
                MongoRules.check(values),
                ingest(values, kafka),
                values.duration("howdah.downstream.timeout"),
                schemaRegistry(values),
                push(values),
                operations(values),
                graphQl(values),
                AuthRules.check(values),
                values.flag("howdah.audit.authentications"),
                CursorSettings.check(values),
                dev(values),
                LogFormat.of(values.text(LogFormat.KEY)),
                trace(values),
                values.durationOrNone("howdah.shutdown.delay"));
    }

    /** Puts back to its default how Kafka is reached, for a broker inside this process; groups and patience stay. */
    public static void forgetKafka(SettingValues values) {
        values.reset(
                key -> key.startsWith("howdah.kafka.") && !key.equals(KAFKA_GROUP) && !key.equals(MAX_POLL_INTERVAL));
    }

    /** Puts back to its default how MongoDB is reached, for a server inside this process; the databases stay. */
    public static void forgetMongo(SettingValues values) {
        values.reset(key -> key.equals(MONGO_URI) || key.startsWith("howdah.mongo.tls-"));
    }

    private static HttpSettings http(SettingValues values) {
        int port = values.integer(HTTP_PORT, 0, MAX_PORT);
        int managementPort = values.integer(MANAGEMENT_PORT, 0, MAX_PORT);
        if (port != 0 && port == managementPort) {
            throw new SettingException(MANAGEMENT_PORT, String.valueOf(port), "must differ from " + HTTP_PORT);
        }
        return new HttpSettings(
                values.text(HTTP_HOST),
                port,
                managementPort,
                values.integer("howdah.http.event-loops", 1, 1024),
                values.flag("howdah.http.graphiql"),
                values.integer("howdah.push.max-frame-bytes", 1024, 16 * 1024 * 1024),
                values.integer("howdah.graphql.max-request-bytes", 1024, 64 * 1024 * 1024),
                EdgeRules.check(values));
    }

    private static IngestSettings ingest(SettingValues values, KafkaSettings kafka) {
        return new IngestSettings(
                values.integer("howdah.ingest.batch-size", 1, 100_000),
                values.integer("howdah.ingest.max-record-bytes", 1, 15 * 1024 * 1024),
                values.duration("howdah.ingest.tombstone-ttl"),
                values.duration("howdah.ingest.max-future"),
                maxBackoff(values, kafka),
                values.duration("howdah.ingest.max-batch-time"),
                values.share("howdah.ingest.dlq-max-ratio"),
                values.optional("howdah.rebuild.accept").stream()
                        .flatMap(names -> Stream.of(names.split(",", -1)))
                        .map(String::strip)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** A consumer that does not ask for so long loses its partitions, and others begin with the batch that it still tries. */
    private static Duration maxBackoff(SettingValues values, KafkaSettings kafka) {
        Duration backoff = values.duration(MAX_BACKOFF);
        Object interval = kafka.client().getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
        Duration most = Duration.ofMillis((int) interval / 2);
        if (backoff.compareTo(most) > 0) {
            throw new SettingException(
                    MAX_BACKOFF,
                    values.text(MAX_BACKOFF),
                    "must be at most " + most.toMillis()
                            + "ms, half of Kafka's max.poll.interval.ms; set less, or more for " + MAX_POLL_INTERVAL);
        }
        return backoff;
    }

    private static PushSettings push(SettingValues values) {
        return new PushSettings(
                ShareSettings.check(values),
                values.integer("howdah.push.queue-bytes", 64 * 1024, 1024 * 1024 * 1024),
                values.integer("howdah.push.ring-bytes", 64 * 1024, Integer.MAX_VALUE),
                values.integer("howdah.push.max-snapshots", 1, 10_000),
                values.integer("howdah.push.max-snapshots-per-subject", 1, 10_000),
                values.duration("howdah.push.max-lag"),
                values.duration("howdah.shutdown.grace"));
    }

    private static OperationSettings operations(SettingValues values) {
        Optional<String> manifest = values.optional("howdah.graphql.manifest");
        boolean only = values.flag(MANIFEST_ONLY);
        if (only && manifest.isEmpty()) {
            throw new SettingException(MANIFEST_ONLY, "true", "needs howdah.graphql.manifest, else nothing is served");
        }
        return new OperationSettings(
                values.integer("howdah.graphql.threads", 1, 1000),
                values.integer("howdah.graphql.queue", 1, 1_000_000),
                values.integer("howdah.graphql.max-running-per-subject", 1, 1000),
                values.integer("howdah.graphql.max-waiting-per-subject", 1, 1_000_000),
                values.duration("howdah.graphql.max-wait"),
                values.duration("howdah.graphql.timeout"),
                manifest,
                only);
    }

    private static GraphQlSettings graphQl(SettingValues values) {
        return new GraphQlSettings(
                values.integer("howdah.graphql.max-depth", 1, 100),
                values.integer("howdah.graphql.max-complexity", 1, 1_000_000),
                values.integer("howdah.graphql.max-aliases", 0, 10_000),
                values.integer("howdah.graphql.max-root-fields", 1, 10_000),
                values.integer("howdah.graphql.max-directives", 0, 10_000),
                values.integer("howdah.graphql.max-tokens", 100, 50_000),
                values.flag("howdah.graphql.introspection"));
    }

    private static SchemaRegistrySettings schemaRegistry(SettingValues values) {
        Optional<URI> url = values.optional(SCHEMA_REGISTRY_URL)
                .map(text -> address(SCHEMA_REGISTRY_URL, text, "https://registry:8081"));
        Optional<String> authorization = registryAuthorization(values);
        if (authorization.isPresent() && url.isEmpty()) {
            throw new SettingException(
                    SCHEMA_REGISTRY_URL,
                    "",
                    "must be set, for there is a password or a token for it; set it, or delete those");
        }
        return new SchemaRegistrySettings(url, authorization);
    }

    /** The address of a service, to which paths are added. */
    private static URI address(String key, String text, String example) {
        try {
            URI url = new URI(text.replaceFirst("/+$", ""));
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Refused below.
        }
        throw new SettingException(
                key,
                text.contains("@") ? Secrets.HIDDEN : text,
                "must be an address such as " + example + ", without user, password or query");
    }

    private static Optional<String> registryAuthorization(SettingValues values) {
        Optional<String> user = values.optional(SCHEMA_REGISTRY_USER);
        Optional<String> password = values.secret(SCHEMA_REGISTRY_PASSWORD);
        Optional<String> token = values.secret(SCHEMA_REGISTRY_TOKEN);
        if (user.isPresent() != password.isPresent()) {
            throw new SettingException(
                    SCHEMA_REGISTRY_PASSWORD, password.orElse(""), "must be set together with " + SCHEMA_REGISTRY_USER);
        }
        if (user.filter(name -> name.contains(":")).isPresent()) {
            throw new SettingException(
                    SCHEMA_REGISTRY_USER,
                    user.get(),
                    "must not have a colon, at which a server takes its password to begin");
        }
        if (token.isPresent() && (user.isPresent() || !token.get().matches("[!-~]+"))) {
            throw new SettingException(
                    SCHEMA_REGISTRY_TOKEN,
                    token.get(),
                    user.isPresent()
                            ? "must not be set beside " + SCHEMA_REGISTRY_USER
                            : "must be one word of ASCII characters");
        }
        Optional<String> basic = user.map(name -> name + ":" + password.orElse(""))
                .map(both -> "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        return token.map(word -> "Bearer " + word).or(() -> basic);
    }

    private static TraceSettings trace(SettingValues values) {
        return new TraceSettings(
                values.optional(TRACE_ENDPOINT).map(text -> address(TRACE_ENDPOINT, text, "http://collector:4318")),
                values.share("howdah.trace.sample-ratio"),
                values.flag("howdah.trace.trust-clients"),
                values.text("howdah.trace.service-name"));
    }

    private static DevSettings dev(SettingValues values) {
        return new DevSettings(
                values.integer(DEV_KAFKA_PORT, 0, MAX_PORT),
                values.integer(DEV_MONGO_PORT, 0, MAX_PORT),
                values.integer("howdah.dev.events-per-second", 0, 10_000),
                values.whole("howdah.dev.seed", Long.MIN_VALUE, Long.MAX_VALUE));
    }
}
