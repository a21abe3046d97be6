package io.howdah.cli.develop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.cli.CommandException;
import io.howdah.text.JsonMappers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Client of version 1 of OSV's API, which finds vulnerabilities of packages by their purls.
 * {@code docs/decisions/0034-dependency-check.md} says why no scanner does this.
 */
final class Osv {

    /** As many as the API takes at a time. */
    private static final int BATCH = 1000;

    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private final Map<String, JsonNode> told = new LinkedHashMap<>();

    private record Question(String purl, String page) {}

    Osv(URI url) {
        this.url = url;
    }

    /** Return the purls of a CycloneDX file, as OSV takes them: without qualifiers. */
    static Set<String> packages(InputStream sbom) throws IOException {
        Set<String> purls = new TreeSet<>();
        for (JsonNode component : JSON.readTree(sbom).path("components")) {
            String purl = component.path("purl").asText();
            if (!purl.isEmpty()) {
                purls.add(purl.replaceFirst("[?#].*", ""));
            }
        }
        if (purls.isEmpty()) {
            // Nothing known against nothing would be told as a success.
            throw new CommandException("the bill of materials names no package; make it with: mvn package");
        }
        return purls;
    }

    /** Return what is known of these packages. */
    List<Vulnerability> of(Set<String> purls) throws InterruptedException {
        List<Vulnerability> found = new ArrayList<>();
        List<Question> questions =
                purls.stream().map(purl -> new Question(purl, "")).collect(Collectors.toCollection(ArrayList::new));
        while (!questions.isEmpty()) {
            List<Question> now = questions.subList(0, Math.min(BATCH, questions.size()));
            JsonNode results = ask("/v1/querybatch", queries(now)).path("results");
            if (results.size() != now.size()) {
                throw new CommandException(url + " answers " + results.size() + " of " + now.size()
                        + " questions; check --osv, or try again");
            }
            List<Question> more = new ArrayList<>();
            for (int i = 0; i < now.size(); i++) {
                for (JsonNode vulnerability : results.get(i).path("vulns")) {
                    found.add(vulnerability(
                            vulnerability.path("id").asText(), now.get(i).purl()));
                }
                String page = results.get(i).path("next_page_token").asText();
                if (!page.isEmpty()) {
                    more.add(new Question(now.get(i).purl(), page));
                }
            }
            now.clear();
            questions.addAll(more);
        }
        return found;
    }

    private static ObjectNode queries(List<Question> questions) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode queries = body.putArray("queries");
        for (Question question : questions) {
            ObjectNode query = queries.addObject();
            query.putObject("package").put("purl", question.purl());
            if (!question.page().isEmpty()) {
                query.put("page_token", question.page());
            }
        }
        return body;
    }

    private Vulnerability vulnerability(String id, String purl) throws InterruptedException {
        JsonNode known = told.get(id);
        if (known == null) {
            known = ask("/v1/vulns/" + id, null);
            told.put(id, known);
        }
        String[] parts = purl.replaceFirst("^pkg:[^/]+/", "").split("@", 2);
        String name = parts[0].replace('/', ':');
        List<String> ids = new ArrayList<>(List.of(id));
        known.path("aliases").forEach(alias -> ids.add(alias.asText()));
        return new Vulnerability(ids, name, parts.length == 2 ? parts[1] : "", severity(known), fixed(known, name));
    }

    private static String severity(JsonNode known) {
        String word = known.at("/database_specific/severity").asText();
        return word.isEmpty() ? known.at("/severity/0/score").asText("unknown") : word;
    }

    private static String fixed(JsonNode known, String name) {
        Set<String> versions = new LinkedHashSet<>();
        for (JsonNode affected : known.path("affected")) {
            if (affected.at("/package/name").asText().equals(name)) {
                affected.path("ranges")
                        .forEach(range -> range.path("events").forEach(event -> {
                            if (event.has("fixed")) {
                                versions.add(event.path("fixed").asText());
                            }
                        }));
            }
        }
        return versions.isEmpty() ? "none" : String.join(", ", versions);
    }

    private JsonNode ask(String path, @Nullable JsonNode body) throws InterruptedException {
        URI address = URI.create(url.toString().replaceFirst("/+$", "") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                if (answer.statusCode() != OK) {
                    throw new CommandException(
                            address + " answers " + answer.statusCode() + "; check --osv, or try again later");
                }
                return JSON.readTree(in);
            }
        } catch (IOException e) {
            throw new CommandException(
                    address + " cannot be asked (" + e + "); let this machine reach it, or name a mirror by --osv");
        }
    }
}
