package io.howdah.admin.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import io.howdah.admin.AdminEndpoint;
import io.howdah.admin.AdminException;
import io.howdah.admin.AdminLines;
import io.howdah.admin.AdminRequest;
import io.howdah.admin.AdminWork;
import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.SourceRecord.Position;
import io.howdah.text.Ascii;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The paths {@code /admin/dead-letters/}: {@code search}, {@code show}, {@code replay} and {@code discard}. Each accepts a
 * POST of a {@link LetterQuery}, so that URLs contain no keys, and responds line by line.
 */
public final class DeadLetterEndpoint implements AdminEndpoint {

    private static final String PATH = "/admin/dead-letters/";
    private static final int MAX_NAME_LENGTH = 200;
    private static final Comparator<FoundLetter> BY_POSITION =
            Comparator.comparing(found -> found.letter().id());
    private static final Comparator<FoundLetter> NEWEST_FIRST = Comparator.<FoundLetter, Instant>comparing(
                    found -> found.letter().last())
            .reversed()
            .thenComparing(BY_POSITION);

    private final LetterSearch search;
    private final Dispositions dispositions;
    private final Supplier<Map<String, Object>> kafka;
    private final Function<String, Optional<String>> obstacle;
    private final AtomicBoolean replaying = new AtomicBoolean();

    /**
     * Creates the endpoint.
     *
     * @param routes the ingest routes, which write the dead letters
     * @param system the database that stores {@link Disposition}s
     * @param kafka returns the properties of a Kafka client
     * @param obstacle returns why a model's dead letters cannot be replayed at present, empty if they can
     */
    public DeadLetterEndpoint(
            IngestRoutes routes,
            MongoDatabase system,
            Supplier<Map<String, Object>> kafka,
            Function<String, Optional<String>> obstacle) {
        this.obstacle = obstacle;
        this.dispositions = new Dispositions(system);
        this.search = new LetterSearch(routes, dispositions);
        this.kafka = kafka;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.post(PATH + "search").handler(work.lines(this::search));
        router.post(PATH + "show").handler(work.lines(this::show));
        router.post(PATH + "replay").handler(work.lines(this::replay));
        router.post(PATH + "discard").handler(work.lines(this::discard));
    }

    private void search(AdminRequest request, AdminLines lines) throws InterruptedException {
        LetterQuery query = LetterQuery.of(request.body());
        try (TopicReader reader = new TopicReader(kafka.get())) {
            LetterSearch.Result result = search.find(query, reader, NEWEST_FIRST);
            for (List<FoundLetter> part : FoundLetter.inParts(result.letters())) {
                Map<Position, ConsumerRecord<byte[], byte[]>> records = read(part, reader);
                for (FoundLetter found : part) {
                    lines.write("letter", LetterJson.brief(found, Replay.record(records, found)));
                }
            }
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("shown", result.letters().size());
            summary.put("found", result.total());
            summary.put("foreign", result.foreign());
            lines.write("summary", summary);
        }
    }

    private void show(AdminRequest request, AdminLines lines) throws InterruptedException {
        LetterQuery query = LetterQuery.of(request.body()).ofAnyStatus();
        Position at = query.at()
                .orElseThrow(() -> AdminException.badRequest(
                        "The body must have the field at, the position of a record such as rides.events-0@42"));
        try (TopicReader reader = new TopicReader(kafka.get())) {
            List<FoundLetter> letters = search.find(query, reader, BY_POSITION).letters();
            Map<Position, ConsumerRecord<byte[], byte[]>> records = read(letters, reader);
            boolean shown = false;
            for (FoundLetter found : letters) {
                LetterRecord record = Replay.record(records, found);
                if (record != null) {
                    shown = true;
                    lines.write("letter", LetterJson.full(found, record));
                }
            }
            if (!shown) {
                throw AdminException.notFound(
                        "there is no dead letter of " + at + "; retention may have removed it from its topic");
            }
        }
    }

    private void replay(AdminRequest request, AdminLines lines) throws InterruptedException {
        JsonNode body = request.body();
        if (!replaying.compareAndSet(false, true)) {
            throw AdminException.conflict("another replay is running in this process; wait until it ends");
        }
        try (TopicReader reader = new TopicReader(kafka.get())) {
            List<FoundLetter> letters = selected(body, reader);
            if (isDryRun(body)) {
                plan(letters, lines);
            } else {
                requireNoObstacle(letters);
                new Replay(
                                reader,
                                dispositions,
                                lines,
                                by(body),
                                body.path("force").asBoolean(false))
                        .run(letters);
            }
        } finally {
            replaying.set(false);
        }
    }

    private void requireNoObstacle(List<FoundLetter> letters) {
        letters.stream()
                .flatMap(found -> found.route().stream())
                .map(IngestRoute::model)
                .distinct()
                .flatMap(model -> obstacle.apply(model).stream())
                .findFirst()
                .ifPresent(reason -> {
                    throw AdminException.conflict(reason);
                });
    }

    private void discard(AdminRequest request, AdminLines lines) throws InterruptedException {
        JsonNode body = request.body();
        try (TopicReader reader = new TopicReader(kafka.get())) {
            List<FoundLetter> letters = selected(body, reader);
            if (isDryRun(body)) {
                plan(letters, lines);
                return;
            }
            for (List<FoundLetter> part : FoundLetter.inParts(letters)) {
                Map<LetterId, Disposition> done = new LinkedHashMap<>();
                part.forEach(found -> done.put(found.letter().id(), discarded(found.letter(), by(body))));
                dispositions.save(done);
            }
            lines.write("summary", Map.of("discarded", letters.size()));
        }
    }

    private static Disposition discarded(Letter letter, String by) {
        return new Disposition(
                LetterStatus.DISCARDED, letter.attempts(), letter.time(), Instant.now(), by, "discarded");
    }

    private List<FoundLetter> selected(JsonNode body, TopicReader reader) {
        LetterQuery query = LetterQuery.of(body);
        if (!query.isSelective()) {
            throw AdminException.badRequest("The body must select dead letters with a filter, or with all=true");
        }
        return search.find(query, reader, BY_POSITION).letters();
    }

    /** Writes the numbers of selected dead letters by model and error. */
    private static void plan(List<FoundLetter> letters, AdminLines lines) throws InterruptedException {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (FoundLetter found : letters) {
            String model = found.route().map(IngestRoute::model).orElse("(no route)");
            counts.computeIfAbsent(model, name -> new TreeMap<>())
                    .merge(found.letter().error(), 1, Integer::sum);
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        counts.forEach((model, errors) ->
                errors.forEach((error, count) -> rows.add(Map.of("model", model, "error", error, "count", count))));
        lines.write("plan", Map.of("letters", letters.size(), "errors", rows));
    }

    private static Map<Position, ConsumerRecord<byte[], byte[]>> read(List<FoundLetter> part, TopicReader reader) {
        return reader.read(part.stream().map(found -> found.letter().location()).toList());
    }

    private static boolean isDryRun(JsonNode body) {
        return body.path("dryRun").asBoolean(false);
    }

    private static String by(JsonNode body) {
        String by = Ascii.withoutControls(body.path("by").asText(""), ' ').strip();
        return by.isEmpty() ? "(unknown)" : by.substring(0, Math.min(MAX_NAME_LENGTH, by.length()));
    }
}
