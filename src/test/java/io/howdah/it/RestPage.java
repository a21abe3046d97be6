package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.testing.Docs;
import io.howdah.testing.Http;
import io.howdah.testing.TestTokens;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The questions of docs/rest.md, each with the answer that stands behind it. */
final class RestPage {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:8080(/api/[^'\\s]*)");
    private static final Pattern ENCODED = Pattern.compile("--data-urlencode '(\\w+)=([^']*)'");
    private static final Pattern HEADER = Pattern.compile("-H '([\\w-]+): ([^']*)'");

    private RestPage() {}

    static Stream<Arguments> questions() {
        List<Docs.Block> blocks = Docs.blocks("docs/rest.md");
        return IntStream.range(0, blocks.size() - 1)
                .filter(i -> blocks.get(i).language().equals("sh")
                        && blocks.get(i).text().contains("/api/"))
                .mapToObj(i -> Arguments.of(blocks.get(i), blocks.get(i + 1)));
    }

    /** Asks, and finds the status, the headers and the body that the page shows. */
    static void assertAnswer(int port, Docs.Block curl, Docs.Block answer) throws Exception {
        HttpResponse<String> real = HTTP.send(request(port, curl.text()), HttpResponse.BodyHandlers.ofString());
        if (answer.language().equals("json")) {
            assertThat(real.statusCode()).as(real.body()).isEqualTo(200);
            assertThat(JSON.readTree(real.body())).isEqualTo(JSON.readTree(answer.text()));
            return;
        }
        String[] parts = answer.text().split("\n\n", 2);
        String[] lines = parts[0].split("\n");
        assertThat(lines[0]).startsWith("HTTP/1.1 " + real.statusCode() + " ");
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": ", 2);
            assertThat(real.headers().firstValue(header[0]).map(RestPage::steady))
                    .as(header[0])
                    .contains(steady(header[1]));
        }
        assertThat(anonymous(real.body())).isEqualTo(anonymous(parts[1]));
    }

    private static HttpRequest request(int port, String curl) {
        Matcher url = URL.matcher(curl);
        assertThat(url.find()).as(curl).isTrue();
        StringBuilder target = new StringBuilder(url.group(1));
        Matcher encoded = ENCODED.matcher(curl);
        while (encoded.find()) {
            target.append('&').append(encoded.group(1)).append('=');
            target.append(URLEncoder.encode(encoded.group(2), StandardCharsets.UTF_8));
        }
        HttpRequest.Builder request =
                TestTokens.request("http://127.0.0.1:" + port + target).timeout(Duration.ofSeconds(60));
        HEADER.matcher(curl).results().forEach(header -> request.header(header.group(1), header.group(2)));
        if (curl.contains(" -d '")) {
            request.POST(HttpRequest.BodyPublishers.ofString(new Docs.Block("sh", curl).curlBody()));
        }
        return request.build();
    }

    /** A cursor is another in each run, since it is encrypted; a tag is made of the answer, which a page cannot know. */
    private static String steady(String header) {
        return header.replaceAll("(after|before)=\\d\\.[\\w.-]+", "$1=cursor").replaceAll("^\"[\\w-]{22}\"$", "tag");
    }

    private static JsonNode anonymous(String body) throws Exception {
        JsonNode answer = JSON.readTree(body);
        if (answer instanceof ObjectNode object) {
            object.remove("correlationId");
        }
        return answer;
    }
}
