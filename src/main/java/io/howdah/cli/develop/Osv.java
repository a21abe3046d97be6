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
 * {@code docs/decisions/0034-dependency-check.md} explains why Howdah uses no scanner.
 */
final class Osv {

    /** Maximum number of packages in a request of the API. */
    private static final int BATCH = 1000;

    private static final int OK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private final Map<String, JsonNode> details = new LinkedHashMap<>();

    private record Query(String purl, String page) {}

    Osv(URI url) {
        this.url = url;
    }

    /** Returns the purls of a CycloneDX file without qualifiers, which OSV does not accept. */
    static Set<String> packages(InputStream sbom) throws IOException {
        Set<String> purls = new TreeSet<>();
        for (JsonNode component : JSON.readTree(sbom).path("components")) {
            String purl = component.path("purl").asText();
            if (!purl.isEmpty()) {
                purls.add(purl.replaceFirst("[?#].*", ""));
            }
        }
        if (purls.isEmpty()) {
            // Without packages, the check would always succeed.
            throw new CommandException("the bill of materials lists no packages; create it with mvn package");
        }
        return purls;
    }

    /** Returns the known vulnerabilities of packages. */
    List<Vulnerability> of(Set<String> purls) throws InterruptedException {
        List<Vulnerability> found = new ArrayList<>();
        List<Query> queries =
                purls.stream().map(purl -> new Query(purl, "")).collect(Collectors.toCollection(ArrayList::new));
        while (!queries.isEmpty()) {
            List<Query> batch = queries.subList(0, Math.min(BATCH, queries.size()));
            JsonNode results = send("/v1/querybatch", body(batch)).path("results");
            if (results.size() != batch.size()) {
                throw new CommandException(url + " responds to " + results.size() + " of " + batch.size()
                        + " queries; check --osv, or try again");
            }
            List<Query> more = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                for (JsonNode vulnerability : results.get(i).path("vulns")) {
                    found.add(vulnerability(
                            vulnerability.path("id").asText(), batch.get(i).purl()));
                }
                String page = results.get(i).path("next_page_token").asText();
                if (!page.isEmpty()) {
                    more.add(new Query(batch.get(i).purl(), page));
                }
            }
            batch.clear();
            queries.addAll(more);
        }
        return found;
    }

    private static ObjectNode body(List<Query> queries) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode array = body.putArray("queries");
        for (Query query : queries) {
            ObjectNode object = array.addObject();
            object.putObject("package").put("purl", query.purl());
            if (!query.page().isEmpty()) {
                object.put("page_token", query.page());
            }
        }
        return body;
    }

    private Vulnerability vulnerability(String id, String purl) throws InterruptedException {
        JsonNode known = details.get(id);
        if (known == null) {
            known = send("/v1/vulns/" + id, null);
            details.put(id, known);
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

    private JsonNode send(String path, @Nullable JsonNode body) throws InterruptedException {
        URI address = URI.create(url.toString().replaceFirst("/+$", "") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != OK) {
                    throw new CommandException(address + " responds with status " + response.statusCode()
                            + "; check --osv, or try again later");
                }
                return JSON.readTree(in);
            }
        } catch (IOException e) {
            throw new CommandException(address + " cannot be reached (" + e
                    + "); allow this machine to reach it, or set --osv to a mirror");
        }
    }
}
