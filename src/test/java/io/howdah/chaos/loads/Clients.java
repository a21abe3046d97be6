package io.howdah.chaos.loads;

import io.howdah.testing.TestTokens;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** What a balancer hands on of a client: its token, which it keeps as long as it is good, and the address that it comes from. */
final class Clients {

    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private Clients() {}

    /** Adds a user's headers. */
    static void identify(String who, BiConsumer<String, String> headers) {
        headers.accept("Authorization", "Bearer " + token(who));
        int number = who.hashCode();
        headers.accept(
                "X-Forwarded-For", "10.%d.%d.%d".formatted(number >>> 16 & 0xff, number >>> 8 & 0xff, number & 0xff));
    }

    static String token(String who) {
        return TOKENS.computeIfAbsent(who, TestTokens::of);
    }
}
