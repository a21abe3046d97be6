package io.howdah.dev.services;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Lifecycle of a prescription, as CloudEvents; a tombstone ends it. */
final class PrescriptionLife implements Life {

    enum Stage {
        ISSUED,
        READY,
        COLLECTED,
        WITHDRAWN,
        REMOVED
    }

    private record Data(
            String prescriptionId, int version, String patientId, String medicine, String pharmacy, String collectBy) {}

    private record Pharmacy(String name, URI source) {}

    private static final List<Pharmacy> PHARMACIES = List.of(
            new Pharmacy("Old Town Pharmacy", URI.create("/pharmacies/old-town")),
            new Pharmacy("Harbour Pharmacy", URI.create("/pharmacies/harbour")),
            new Pharmacy("Lindenhof Pharmacy", URI.create("/pharmacies/lindenhof")));
    private static final List<String> MEDICINES = List.of(
            "Amoxicillin 500 mg",
            "Ibuprofen 400 mg",
            "Metformin 850 mg",
            "Levothyroxine 50 mcg",
            "Salbutamol 100 mcg inhaler",
            "Cetirizine 10 mg");
    private static final int WITHDRAWN_PERCENT = 8;
    private static final int DAYS_TO_COLLECT = 8;

    private final String topic;
    private final String prescriptionId;
    private final String patientId;
    private final String medicine;
    private final Pharmacy pharmacy;
    private final String collectBy;
    private final Random random;
    private final Clock clock;
    private Stage stage = Stage.ISSUED;
    private int version;

    PrescriptionLife(String topic, int number, Random random, Clock clock) {
        this.topic = topic;
        this.prescriptionId = "rx-" + number;
        this.patientId = People.anyone(random);
        this.medicine = People.oneOf(MEDICINES, random);
        this.pharmacy = People.oneOf(PHARMACIES, random);
        this.collectBy = LocalDate.now(clock).plusDays(DAYS_TO_COLLECT).toString();
        this.random = random;
        this.clock = clock;
    }

    @Override
    public DomainEvent next() {
        if (version++ > 0) {
            stage = nextStage();
        }
        return switch (stage) {
            case ISSUED -> event("issued");
            case READY -> event("ready");
            case COLLECTED -> event("collected");
            case WITHDRAWN -> event("withdrawn");
            case REMOVED -> new DomainEvent(topic, prescriptionId, null, Map.of());
        };
    }

    boolean is(String id) {
        return prescriptionId.equals(id);
    }

    /** Collects the prescription. Returns the event; empty if it is not ready or belongs to another patient. */
    Optional<DomainEvent> collect(String patient, String commandId) {
        if (stage != Stage.READY || !patientId.equals(patient)) {
            return Optional.empty();
        }
        version++;
        stage = Stage.COLLECTED;
        return Optional.of(event("collected", commandId));
    }

    @Override
    public boolean isOver() {
        return stage == Stage.REMOVED;
    }

    @Override
    public boolean isWaiting() {
        return stage == Stage.READY;
    }

    private Stage nextStage() {
        return switch (stage) {
            case ISSUED -> withdrawnOr(Stage.READY);
            case READY -> withdrawnOr(Stage.COLLECTED);
            default -> Stage.REMOVED;
        };
    }

    private Stage withdrawnOr(Stage usual) {
        return random.nextInt(100) < WITHDRAWN_PERCENT ? Stage.WITHDRAWN : usual;
    }

    private DomainEvent event(String type) {
        return event(type, "");
    }

    private DomainEvent event(String type, String commandId) {
        Data data = new Data(prescriptionId, version, patientId, medicine, pharmacy.name(), collectBy);
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(prescriptionId + "-" + version)
                .withSource(pharmacy.source())
                .withType("com.example.pharmacy.prescription." + type)
                .withSubject(prescriptionId)
                .withTime(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .withData("application/json", JsonCloudEventData.wrap(Json.MAPPER.valueToTree(data)));
        if (!commandId.isEmpty()) {
            event.withExtension("commandid", commandId);
        }
        String json = new String(new JsonFormat().serialize(event.build()), StandardCharsets.UTF_8);
        return new DomainEvent(topic, prescriptionId, json, Map.of("content-type", JsonFormat.CONTENT_TYPE));
    }
}
