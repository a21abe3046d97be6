package io.howdah.cli.server;

import io.howdah.cli.InstantConverter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select dead letters. A dead letter must match all of them. */
final class LetterFilter {

    /** State of a dead letter. */
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

    @Option(
            names = "--error",
            paramLabel = "text",
            description = "Part of the exception's class or message, in any case.")
    private @Nullable String error;

    @Option(names = "--key", paramLabel = "key", description = "Records with this key.")
    private @Nullable String key;

    @Option(
            names = "--since",
            paramLabel = "time",
            converter = InstantConverter.class,
            description = "Last failure at this time or later: 2026-01-31T08:00:00Z, or its age: 30m, 2h, 7d.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "time",
            converter = InstantConverter.class,
            description = "Last failure before this time, in the same forms.")
    private @Nullable Instant until;

    @Option(names = "--at", paramLabel = "position", description = "The record at <topic>-<partition>@<offset>.")
    private @Nullable String at;

    @Option(
            names = "--status",
            paramLabel = "status",
            defaultValue = "OPEN",
            description = "open (the default), replayed, discarded or all.")
    private Status status = Status.OPEN;

    /** Returns the filter as fields of a request to the management port. */
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

    /** Returns whether the command line has a filter other than {@code --status}. */
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
