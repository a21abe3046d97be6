package io.howdah.dev.web;

import io.howdah.config.HttpSettings;
import io.howdah.http.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Forwards requests of the page to the management port, which is another origin. Only read-only paths are forwarded, with the token of
 * the request: the management port checks it.
 */
final class ManagementProxy {

    /** Forwarded paths with their methods. */
    static final Map<String, HttpMethod> PATHS = Map.of(
            "/observe/metrics", HttpMethod.GET,
            "/observe/health", HttpMethod.GET,
            "/admin/routes", HttpMethod.GET,
            "/admin/dead-letters/search", HttpMethod.POST);

    private static final long TIMEOUT_MS = 10_000;
    private static final int BAD_GATEWAY = 502;

    private final HttpClient client;
    private final String host;
    private final IntSupplier port;

    /** Creates the proxy; {@code port} returns the management port, known once it is open. */
    ManagementProxy(Vertx vertx, HttpSettings settings, IntSupplier port) {
        this.host = LocalHost.of(settings);
        this.port = port;
        // The target is this process itself: its certificate is not checked.
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(settings.edge().managementTls())
                .setTrustAll(true)
                .setVerifyHost(false));
    }

    void forward(RoutingContext context, HttpMethod method, String path) {
        String token = String.valueOf(context.request().getHeader(HttpHeaders.AUTHORIZATION));
        Buffer body = context.body().buffer();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(host)
                .setPort(port.getAsInt())
                .setURI(path)
                .setTimeout(TIMEOUT_MS)
                .putHeader(HttpHeaders.AUTHORIZATION, token)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        client.request(options)
                .compose(request -> request.send(body == null ? Buffer.buffer() : body))
                .compose(answer -> answer.body().onSuccess(text -> answer(context, answer, text)))
                .onFailure(failure ->
                        Problem.send(context.response(), BAD_GATEWAY, "The management port does not respond."));
    }

    private static void answer(RoutingContext context, HttpClientResponse answer, Buffer text) {
        String type = answer.getHeader(HttpHeaders.CONTENT_TYPE);
        context.response()
                .setStatusCode(answer.statusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, type == null ? "text/plain" : type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(text);
    }
}
