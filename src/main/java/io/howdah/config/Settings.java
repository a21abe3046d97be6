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
 * The settings of the process, validated once, so that an invalid one stops the start.
 *
 * @param http the two HTTP ports
 * @param kafka the connection to Kafka
 * @param mongo the connection to MongoDB
 * @param ingest limits of records and batches
 * @param downstreamTimeout maximum time to connect to a service of a route, and to get its response
 * @param schemaRegistry the schema registry
 * @param push limits of notifications
 * @param operations the execution of GraphQL operations
 * @param graphql limits of a GraphQL operation
 * @param auth authentication
 * @param auditAuthentications whether successful authentications and issued tickets are in the audit log
 * @param cursors the storage of cursor keys
 * @param dev the embedded services and the demo services
 * @param logFormat the format of the log
 * @param trace tracing
 * @param shutdownDelay how long Howdah serves requests after SIGTERM, while it reports that it is not ready
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

    /** Keys that other packages read or override by name. */
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

    /** Default of Kafka. */
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
     * @throws SettingException for the first one that breaks its rule
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

    /** Resets the connection to Kafka to its defaults, for an embedded broker; group and poll interval stay. */
    public static void resetKafka(SettingValues values) {
        values.reset(
                key -> key.startsWith("howdah.kafka.") && !key.equals(KAFKA_GROUP) && !key.equals(MAX_POLL_INTERVAL));
    }

    /** Resets the connection to MongoDB to its defaults, for an embedded server; the databases stay. */
    public static void resetMongo(SettingValues values) {
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

    /** Limits the backoff: a consumer that does not poll for so long loses its partitions, while it still retries their batch. */
    private static Duration maxBackoff(SettingValues values, KafkaSettings kafka) {
        Duration backoff = values.duration(MAX_BACKOFF);
        Object interval = kafka.client().getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
        Duration max = Duration.ofMillis((int) interval / 2);
        if (backoff.compareTo(max) > 0) {
            throw new SettingException(
                    MAX_BACKOFF,
                    values.text(MAX_BACKOFF),
                    "must be at most " + max.toMillis()
                            + "ms, half of Kafka's max.poll.interval.ms; lower it, or raise " + MAX_POLL_INTERVAL);
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
            throw new SettingException(
                    MANIFEST_ONLY, "true", "needs howdah.graphql.manifest, else every operation would be refused");
        }
        return new OperationSettings(
                values.integer("howdah.graphql.threads", 1, 1000),
                values.integer("howdah.graphql.queue", 1, 1_000_000),
                values.integer("howdah.graphql.max-running-per-subject", 1, 1000),
                values.integer("howdah.graphql.max-waiting-per-subject", 1, 1_000_000),
                values.integer("howdah.graphql.max-processor-percent", 1, 100),
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
                    SCHEMA_REGISTRY_URL, "", "must be set, because its password or token is; set it, or delete those");
        }
        return new SchemaRegistrySettings(url, authorization);
    }

    /** Parses the base address of a service. */
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
            // Rejected below.
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
                    SCHEMA_REGISTRY_USER, user.get(), "must not contain a colon, which separates user and password");
        }
        if (token.isPresent() && (user.isPresent() || !token.get().matches("[!-~]+"))) {
            throw new SettingException(
                    SCHEMA_REGISTRY_TOKEN,
                    token.get(),
                    user.isPresent()
                            ? "must not be set together with " + SCHEMA_REGISTRY_USER
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
