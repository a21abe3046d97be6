package io.howdah.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** Recognizes upgrade requests. */
public final class Upgrades {

    private Upgrades() {}

    /** Returns whether a client requests a WebSocket. */
    public static boolean isWebSocket(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && String.valueOf(request.getHeader(HttpHeaders.CONNECTION))
                        .toLowerCase(Locale.ROOT)
                        .contains("upgrade");
    }
}
