package io.howdah.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;

/** A step of a test's route that keeps what headers an exchange has there. */
public final class CapturedHeaders {

    private static final Queue<Map<String, String>> ALL = new ConcurrentLinkedQueue<>();

    /** Camel makes it. */
    public CapturedHeaders() {}

    /** The step. */
    public static void keep(Exchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getMessage()
                .getHeaders()
                .forEach((name, value) -> headers.put(
                        name,
                        value instanceof byte[] bytes
                                ? new String(bytes, StandardCharsets.UTF_8)
                                : String.valueOf(value)));
        ALL.add(headers);
    }

    /** What was kept since this was asked last. */
    static List<Map<String, String>> take() {
        List<Map<String, String>> taken = new ArrayList<>();
        for (Map<String, String> next = ALL.poll(); next != null; next = ALL.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
