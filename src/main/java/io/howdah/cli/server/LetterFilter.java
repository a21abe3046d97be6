package io.howdah.cli.server;

import io.howdah.cli.InstantConverter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which dead letters are meant; those that are given must all hold. */
final class LetterFilter {

    /** What became of a dead letter. */
    enum Status {
        OPEN,
        REPLAYED,
        DISCARDED,
        ALL
    }

    @Option(names = "--topic", paramLabel = "topic", description = "Records of this topic.")
    private @Nullable String topic;

    @Option(names = "--model", paramLabel = "model", description = "Records of this model's routes.")
    private @Nullable String model;

    @Option(names = "--error", paramLabel = "text", description = "A part of the failure's class or message.")
    private @Nullable String error;

    @Option(names = "--key", paramLabel = "key", description = "Records of this key.")
    private @Nullable String key;

    @Option(
            names = "--since",
            paramLabel = "time",
            converter = InstantConverter.class,
            description = "Failed last then or later: 2026-01-31T08:00:00Z, or how long ago: 30m, 2h, 7d.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "time",
            converter = InstantConverter.class,
            description = "Failed last before then; the same forms.")
    private @Nullable Instant until;

    @Option(names = "--at", paramLabel = "place", description = "The record at <topic>-<partition>@<offset>.")
    private @Nullable String at;

    @Option(
            names = "--status",
            paramLabel = "status",
            defaultValue = "OPEN",
            description = "open (the default), replayed, discarded or all.")
    private Status status = Status.OPEN;

    /** Return the filter as the management port takes it. */
    Map<String, Object> toRequest() {
        Map<String, Object> request = new LinkedHashMap<>();
        put(request, "topic", topic);
        put(request, "model", model);
        put(request, "error", error);
        put(request, "key", key);
        put(request, "since", since);
        put(request, "until", until);
        put(request, "at", at);
        request.put("status", status());
        return request;
    }

    /** Whether any letters are named. */
    boolean isGiven() {
        return !toRequest().keySet().equals(Set.of("status"));
    }

    String status() {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, Object> request, String name, @Nullable Object value) {
        if (value != null) {
            request.put(name, value.toString());
        }
    }
}
