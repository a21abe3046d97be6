package io.howdah.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.config.Origin;
import io.howdah.observe.Traceparent;
import io.howdah.testing.LinearTime;
import io.howdah.text.Ascii;
import io.howdah.text.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the edge reads of a client takes a time that grows with its length and no faster. */
class EdgeLinearTimeTest {

    private final LinearTime time = LinearTime.ofThisThread();

    @Test
    void headers() {
        ClientAddress proxies = new ClientAddress(List.of("127.0.0.0/8", "::1/128"));

        time.check("Authorization", Bearer::of, "Bearer ", "bearer", "a=", "=");
        time.check("Origin", Origin::parse, "http://", "://", "[::", "a.", ":80", "]");
        time.check("Host", Origin::isHost, "[", "::", "a.", "]");
        time.check(
                "X-Forwarded-For",
                value -> proxies.of("127.0.0.1", value),
                "127.0.0.1,",
                "::1, ",
                "[::1]:80,",
                "1.",
                "::",
                "unknown, ");
        time.check("traceparent", Traceparent::valid, "00-", "0af7651916cd43dd8448eb211c80319c-", "01");
    }

    @Test
    void bodiesAndParameters() {
        time.check(
                "a body",
                value -> ClientJson.read(value.getBytes(UTF_8)),
                "{\"a\":",
                "\"\\u0041",
                "1e1,",
                "[1",
                "{\"a\":1,\"a\":2}",
                "null ");
        time.check("a parameter", value -> ClientJson.read("x", value), "\"", "\\\"", "{\"a\"", "1.", "e+1");
        time.check("a file of the page", ClassPathFiles::read, "web/", "a.", "-", "../", "_/");
    }

    @Test
    void pieces() {
        time.check("a list", value -> Split.on(',', value), ",", "a,");
        time.check("the first of a list", value -> Split.before(';', value), ";", "a;");
        time.check("a number", value -> Ascii.isNumber(value, Integer.MAX_VALUE), "1");
        time.check("a token", Ascii::isToken, "a", "=", "=a");
        time.check("a line", value -> Ascii.withoutControls(value, '?'), "\n", "a\r");
    }
}
