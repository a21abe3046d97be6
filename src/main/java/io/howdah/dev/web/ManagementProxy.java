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
 * The way from the page to what it reads on the management port, which is another origin and serves no page: some questions that
 * change nothing, each with the token that came with it, so that it is the management port that decides.
 */
final class ManagementProxy {

    /** What may be asked, and how. */
    static final Map<String, HttpMethod> PATHS = Map.of(
            "/observe/metrics", HttpMethod.GET,
            "/observe/health", HttpMethod.GET,
            "/admin/routes", HttpMethod.GET,
            "/admin/dead-letters/search", HttpMethod.POST);

    private static final long PATIENCE_MS = 10_000;
    private static final int BAD_GATEWAY = 502;

    private final HttpClient client;
    private final String host;
    private final IntSupplier port;

    /** Makes it; {@code port} is the management port, known when that is open. */
    ManagementProxy(Vertx vertx, HttpSettings settings, IntSupplier port) {
        this.host = LocalHost.of(settings);
        this.port = port;
        // It is this very process, whatever name its certificate is for.
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(settings.edge().managementTls())
                .setTrustAll(true)
                .setVerifyHost(false));
    }

    void pass(RoutingContext context, HttpMethod method, String path) {
        String token = String.valueOf(context.request().getHeader(HttpHeaders.AUTHORIZATION));
        Buffer body = context.body().buffer();
        RequestOptions asked = new RequestOptions()
                .setMethod(method)
                .setHost(host)
                .setPort(port.getAsInt())
                .setURI(path)
                .setTimeout(PATIENCE_MS)
                .putHeader(HttpHeaders.AUTHORIZATION, token)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        client.request(asked)
                .compose(request -> request.send(body == null ? Buffer.buffer() : body))
                .compose(answer -> answer.body().onSuccess(text -> answer(context, answer, text)))
                .onFailure(failure ->
                        Problem.send(context.response(), BAD_GATEWAY, "The management port does not answer."));
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
