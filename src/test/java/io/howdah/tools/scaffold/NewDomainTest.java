package io.howdah.tools.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The domain that {@code howdah new} adds loads, and turns the sample event into the expected result of its golden case. */
class NewDomainTest {

    private static final Path EVENTS = Path.of("src/test/resources/scaffold/events");
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final DomainOptions NONE =
            new DomainOptions(Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty());

    @TempDir
    private Path root;

    static List<String> samples() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
            assertThat(names).hasSizeGreaterThanOrEqualTo(10);
            return names;
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleEventBecomesTheDocumentOfItsGoldenCase(String domain) throws Exception {
        // Given
        Path app = application();

        // When
        addSample(app, domain);

        // Then the models and routes load, and channel, collection and list have one name
        ApplicationSources sources = new ApplicationSources(List.of(app));
        ReadModels models = ReadModels.load(sources.schemas());
        DomainName name = DomainName.of(domain, Optional.empty());
        ReadModel model = models.get(name.type());
        SettingValues values = SettingValues.load(List.of(), List.of(app), Map.of());
        NotifyRoute notify = DeclaredRoutes.notifications(sources, values, models).stream()
                .filter(route -> route.model().equals(model.name()))
                .findFirst()
                .orElseThrow();
        assertThat(List.of(notify.channel(), model.collection())).containsOnly(model.plural());
        assertThat(values.asMap()).containsEntry(domain + ".topic", domain + ".events");

        // And the routes turn the event into the expected result
        JsonNode expected =
                SampleEvent.JSON.readTree(Files.readString(app.resolve("golden/" + domain + "/sample.expected.json")));
        assertThat(run(app, domain, model)).isEqualTo(expected);
        assertThat(expected.at("/document/_id").toString()).isNotEmpty();
        assertThat(app.resolve("golden/" + domain + "/sample.input.json"))
                .hasContent(Files.readString(EVENTS.resolve(domain + ".json")));
    }

    @Test
    void allSamplesAreOneApplication() throws Exception {
        Path app = application();
        for (String domain : samples()) {
            addSample(app, domain);
        }
        assertThat(ReadModels.load(new ApplicationSources(List.of(app)).schemas())
                        .all())
                .hasSize(samples().size() + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "payments, 'amount: Decimal', 'The money of a number'",
        "payments, 'userId: ID! @owner(claim: \"sub\")', 'An owner by name'",
        "payments, 'version: Long!', 'A version by name'",
        "payments, 'state: String @filterable', 'What lists are filtered by'",
        "orders, 'orderCustomerId: ID! @owner(claim: \"sub\")', 'An owner in an object'",
        "orders, 'price: Decimal', 'The money of a text'",
        "orders, 'lines: [OrderOrderDataLine!]', 'A list of objects'",
        "sensors, 'ts: DateTime! @sortable', 'Milliseconds'",
        "sensors, 'readings: [Float!]', 'Numbers with and without fractions'",
        "sensors, 'id: ID!', 'A key that is a number'",
        "accounts, 'rev: Long!', 'More than 32 bits'",
        "accounts, 'limits: JSON', 'Keys that are values'",
        "accounts, 'opened: Date', 'A day'",
        "statuses, 'big: Decimal', 'More than 64 bits'",
        "statuses, 'nested: JSON', 'Lists of lists'",
        "shipments, 'updatedAt: DateTime! @sortable', 'The time of a CloudEvent'",
        "meter-readings, 'key: [\"meter\", \"register\"]', 'A key of two fields'",
        "taxis, '@public', 'No owner'"
    })
    void typesAreInferred(String domain, String sdl, String why) throws Exception {
        Path app = application();
        addSample(app, domain);
        assertThat(app.resolve("graphql/" + domain + ".graphqls"))
                .as(why)
                .content()
                .contains(sdl);
    }

    @Test
    void fieldsWithoutAnEvent() throws Exception {
        // Given
        Path app = application();
        DomainOptions options = new DomainOptions(
                Optional.of("acme.visits"),
                List.of("visitNo"),
                List.of("patient:ID!", "tags:[String!]", "fee:Decimal"),
                Optional.of("patient"),
                Optional.of("rev"));

        // When
        NewDomain.add(app, DomainName.of("visits", Optional.empty()), Optional.empty(), options);

        // Then
        assertThat(app.resolve("graphql/visits.graphqls")).hasContent("""
                "Generated from options. Describe the type here for clients."
                type Visit @readModel(collection: "visits", key: "visitNo", version: "rev") {
                  visitNo: ID!
                  rev: Long!
                  patient: ID! @owner(claim: "sub")
                  tags: [String!]
                  fee: Decimal
                }
                """);
        assertThat(Files.readString(app.resolve("application.properties"))).endsWith("visits.topic=acme.visits\n");
        ReadModel model =
                ReadModels.load(new ApplicationSources(List.of(app)).schemas()).get("Visit");
        assertThat(run(app, "visits", model).at("/document/patient").asText()).isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parcels | | parcels: type Parcel already exists",
                "parcel | Package | file",
                "payments | Parcel | domain parcels: type Parcel already exists",
                "bad name | | domain bad name must be letters and digits",
                "payments | payment | --type=payment must be letters and digits, start with a capital letter",
            })
    void namesThatClashAreOneLine(String word, String type, String line) throws Exception {
        Path app = application();
        if (line.equals("file")) {
            Files.writeString(app.resolve("graphql/packages.graphqls"), "# mine\n");
        }
        List<Path> before = files(app);
        assertThatThrownBy(() ->
                        NewDomain.add(app, DomainName.of(word, Optional.ofNullable(type)), Optional.empty(), NONE))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(line.equals("file") ? "packages.graphqls already exists" : line)
                .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(1));
        assertThat(files(app)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1} | no field that looks like a key of Visit; name one with --key, for example --key a",
                "[{\"id\":1}] | event.json:1:1: must be one event, a JSON object with fields; take one out of the list",
                "{\"id\":1 | is not one event in JSON",
                "{\"id\":1}{\"id\":2} | is not one event in JSON",
                "{\"id\":{\"a\":1}} | no field that looks like a key",
                "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"s\",\"data\":7} | is a CloudEvent, but its data is not a JSON object",
            })
    void invalidEventsAreOneLine(String event, String line) throws Exception {
        Path app = application();
        Path file = Files.writeString(root.resolve("event.json"), event);
        assertThatThrownBy(() -> NewDomain.add(app, DomainName.of("visits", Optional.empty()), Optional.of(file), NONE))
                .hasMessageContaining(line)
                .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({
        "parcels, Parcel, parcels",
        "parcel, Parcel, parcels",
        "ParcelStop, ParcelStop, parcel-stops",
        "deliveries, Delivery, deliveries",
        "boxes, Box, boxes",
        "houses, House, houses",
        "addresses, Address, addresses",
        "address, Address, addresses",
        "statuses, Status, statuses",
        "taxis, Taxi, taxis",
        "buses, Bus, buses",
        "purchases, Purchase, purchases",
        "parcelStops, ParcelStop, parcel-stops"
    })
    void domainAndTypeAreDerivedFromAWord(String word, String type, String domain) {
        assertThat(DomainName.of(word, Optional.empty())).isEqualTo(new DomainName(domain, type));
    }

    private Path application() {
        Path app = root.resolve("app");
        NewApplication.create(app, DomainName.of("parcels", Optional.empty()));
        return app;
    }

    private static void addSample(Path app, String domain) {
        List<String> key = domain.equals("meter-readings") ? List.of("meter", "register") : List.of();
        NewDomain.add(
                app,
                DomainName.of(domain, Optional.empty()),
                Optional.of(EVENTS.resolve(domain + ".json")),
                new DomainOptions(
                        Optional.empty(),
                        domain.equals("taxis") ? List.of("taxi") : key,
                        List.of(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** Runs the folder's transform and payload routes. */
    private static JsonNode run(Path app, String domain, ReadModel model) throws Exception {
        String yaml = Files.readString(app.resolve("routes/" + domain + ".camel.yaml"));
        Path golden = app.resolve("golden/" + domain + "/sample.input.json");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("objectMapper", SampleEvent.JSON);
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString(domain + ".yaml", yaml.substring(yaml.indexOf("- route:"))));
            context.start();
            Exchange record = new DefaultExchange(context);
            record.getMessage().setBody(Files.readAllBytes(golden));
            Settings settings = Settings.of(SettingValues.load(List.of(), List.of(), Map.of()));
            RecordFormats formats = new RecordFormats(
                    any -> Optional.empty(), settings.schemaRegistry(), settings.downstreamTimeout(), SampleEvent.JSON);
            record.setProperty(
                    "HowdahFormat", formats.require(yaml.contains("cloudevents") ? "cloudevents" : "json", ""));
            formats.decode(record);
            Exchange made = context.createProducerTemplate().send("direct:" + domain + "-transform", record);
            assertThat(made.getException()).isNull();
            Document document = model.toDocument(
                    new ObjectMapper().convertValue(made.getMessage().getBody(JsonNode.class), FIELDS));
            JsonNode payload = context.createProducerTemplate()
                    .requestBody("direct:" + domain + "-payload", model.toData(document), JsonNode.class);
            return SampleEvent.JSON.readTree(
                    "{\"document\":" + document.toJson(Trial.STORED) + ",\"frame\":" + payload + "}");
        }
    }

    private static List<Path> files(Path app) throws IOException {
        try (Stream<Path> files = Files.walk(app)) {
            return new ArrayList<>(files.sorted(Comparator.naturalOrder()).collect(Collectors.toList()));
        }
    }
}
