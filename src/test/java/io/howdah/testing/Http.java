package io.howdah.testing;

import java.net.http.HttpClient;

/** The HTTP client of tests: HTTP/1.1, as the JDK's would try to upgrade each first request to HTTP/2 in clear text. */
public final class Http {

    private Http() {}

    /** A new client, with connections of its own. */
    public static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
}
