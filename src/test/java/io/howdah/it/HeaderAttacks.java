package io.howdah.it;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Ways to put a header of Camel's, Kafka's or Howdah's own into a route from outside: names, their spellings, and where they go. */
final class HeaderAttacks {

    /** The value that each attack brings; where a route has it, something got through. */
    static final String MARKER = "brought-from-outside";

    private static final List<String> NAMES = List.of(
            "CamelHttpUri",
            "CamelHttpMethod",
            "CamelMongoDbOperation",
            "CamelMongoDbCollection",
            "CamelBeanMethodName",
            "CamelFileName",
            "CamelVertxWebsocket.connectionKey",
            "kafka.OVERRIDE_TOPIC",
            "kafka.TOPIC",
            "org.apache.camel.kafka.OverrideTopic",
            "Long-Running-Action",
            "HowdahSubject",
            "HowdahDelete");

    private static final List<UnaryOperator<String>> SPELLINGS = List.of(
            name -> name,
            name -> name.toLowerCase(Locale.ROOT),
            name -> name.toUpperCase(Locale.ROOT),
            HeaderAttacks::alternating,
            name -> percent(name.substring(0, 1)) + name.substring(1),
            HeaderAttacks::percent,
            name -> percent(name).replace("%", "%25"),
            name -> name.replace('.', '_'),
            name -> name.replaceAll("(?<=[a-z])(?=[A-Z])", "-"),
            // Cyrillic letters, a full-width one, the Kelvin sign, a letter with an invisible one behind it.
            name -> name.replace('C', '\u0421').replace('a', '\u0430'),
            name -> (char) (name.charAt(0) + 0xfee0) + name.substring(1),
            name -> name.replace('k', '\u212a'),
            name -> name.charAt(0) + "\u200b" + name.substring(1),
            name -> name + " ",
            name -> "\t" + name,
            name -> name + "%00",
            name -> name + "[]");

    private static final List<String> HTTP_HEADERS = List.of(
            "%1$s: %2$s", "%1$s: a\r\n%1$s: %2$s", "%1$s:\r\n %2$s", "Accept: a\r\n %1$s: %2$s", "Cookie: %1$s=%2$s");

    private static final List<String> URLS = List.of(
            "/x?%1$s=%2$s",
            "/x?a=1&%1$s=a&%1$s=%2$s",
            "/x?a=1%%26%1$s=%2$s",
            "/x?a=1%%0d%%0a%1$s:%%20%2$s",
            "/x;%1$s=%2$s",
            "/%1$s=%2$s");

    private HeaderAttacks() {}

    static List<String> names() {
        List<String> names = new ArrayList<>();
        NAMES.forEach(name -> SPELLINGS.forEach(spelling -> names.add(spelling.apply(name))));
        return names.stream().distinct().toList();
    }

    /** Requests to a route below {@code path} that bring the name. */
    static List<String> requests(String path, String name) {
        List<String> requests = new ArrayList<>();
        HTTP_HEADERS.forEach(header -> requests.add("GET " + path + "/x HTTP/1.1\r\n" + header.formatted(name, MARKER)
                + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        URLS.forEach(url -> requests.add("GET " + path + url.formatted(inUrl(name), MARKER)
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        requests.add(post(path + "/x", "application/x-www-form-urlencoded", inUrl(name) + "=" + MARKER));
        requests.add(post(
                path + "/x",
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + MARKER + "\r\n--b--\r\n"));
        requests.add("POST " + path + "/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTrailer: " + name
                + "\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n" + name + ": " + MARKER + "\r\n\r\n");
        return requests;
    }

    /** Handshakes of a WebSocket below {@code path} that bring the name. */
    static List<String> handshakes(String path, String name) {
        String upgrade = " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        List<String> requests = new ArrayList<>();
        HTTP_HEADERS.forEach(
                header -> requests.add("GET " + path + "/x" + upgrade + header.formatted(name, MARKER) + "\r\n\r\n"));
        URLS.forEach(url -> requests.add("GET " + path + url.formatted(inUrl(name), MARKER) + upgrade + "\r\n"));
        return requests;
    }

    /** GraphQL operations on a field that a route answers, which send the name in addition to the arguments. */
    static List<String> operations(String query, String name) {
        String json = name.replace("\t", "\\t");
        return List.of(
                post(
                        "/graphql",
                        "application/json",
                        "{\"query\":\"" + query + "\",\"variables\":{\"" + json + "\":\"" + MARKER + "\"}}"),
                post(
                        "/graphql",
                        "application/json",
                        "{\"query\":\"" + query + "\",\"extensions\":{\"" + json + "\":\"" + MARKER + "\"}}"),
                post(
                        "/graphql",
                        "application/json",
                        "{\"query\":\"" + query + "\",\"" + json + "\":\"" + MARKER + "\"}"),
                post("/graphql", "application/json\r\n" + name + ": " + MARKER, "{\"query\":\"" + query + "\"}"));
    }

    private static String post(String path, String type, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** What a URL cannot hold as it is; what is percent-encoded stays so. */
    private static String inUrl(String name) {
        return name.codePoints()
                .mapToObj(point -> point > ' ' && point < 0x7f
                        ? Character.toString(point)
                        : URLEncoder.encode(Character.toString(point), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining());
    }

    private static String alternating(String name) {
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            mixed.append(i % 2 == 0 ? Character.toLowerCase(letter) : Character.toUpperCase(letter));
        }
        return mixed.toString();
    }

    private static String percent(String text) {
        return text.chars().mapToObj("%%%02x"::formatted).collect(Collectors.joining());
    }
}
