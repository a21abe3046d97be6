package io.howdah.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A certified OpenID provider (npm oidc-provider) in a process of its own, and clients that sign in there. See src/test/js/openid-provider.mjs. */
public final class OpenIdProvider implements AutoCloseable {

    /** The client that signs people in; its ID tokens have it as audience. */
    public static final String CLIENT = "web";

    private static final String PROGRAM = "openid-provider.mjs";
    private static final String CALLBACK = "http://127.0.0.1/callback";
    private static final int MAX_REDIRECTS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader said;
    private final BufferedWriter commands;
    private final String issuer;
    private final JsonNode metadata;

    /** A person's browser that is signed in, with what it was given. */
    public final class Login {
        private final HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .connectTimeout(PATIENCE)
                .build();
        private JsonNode tokens = JSON.createObjectNode();

        /** Returns the access token. */
        public String accessToken() {
            return tokens.path("access_token").asText();
        }

        /** Returns the ID token. */
        public String idToken() {
            return tokens.path("id_token").asText();
        }

        /** The header of the access token. */
        public JsonNode header() {
            return decode(accessToken(), 0);
        }

        /** The claims of the access token. */
        public JsonNode claims() {
            return decode(accessToken(), 1);
        }

        /** Gets a new access token by the refresh token. */
        public void refresh() throws Exception {
            tokens = asClient(
                    "token_endpoint",
                    Map.of(
                            "grant_type",
                            "refresh_token",
                            "refresh_token",
                            tokens.path("refresh_token").asText()));
        }

        /** Revokes the access token (RFC 7009). */
        public void revoke() throws Exception {
            asClient("revocation_endpoint", Map.of("token", accessToken()));
        }

        /** Signs out at the provider. */
        public void signOut() throws Exception {
            URI end = endpoint("end_session_endpoint");
            String form = browser.send(
                            HttpRequest.newBuilder(end).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher xsrf = Pattern.compile("name=\"xsrf\" value=\"([^\"]+)\"").matcher(form);
            assertThat(xsrf.find()).as(form).isTrue();
            HttpResponse<String> done = browser.send(
                    post(URI.create(end + "/confirm"), Map.of("xsrf", xsrf.group(1), "logout", "yes"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(done.statusCode()).as(done.body()).isLessThan(400);
        }

        private void signIn(String subject, String resource) throws Exception {
            URI at = URI.create(endpoint("authorization_endpoint") + "?"
                    + form(Map.of(
                            "client_id", CLIENT,
                            "response_type", "code",
                            "redirect_uri", CALLBACK,
                            "scope", "openid rides",
                            "resource", resource,
                            "login_hint", subject,
                            "nonce", "n-0S6_WzA2Mj")));
            for (int i = 0; i < MAX_REDIRECTS && !at.toString().startsWith(CALLBACK); i++) {
                HttpResponse<String> answer = browser.send(
                        HttpRequest.newBuilder(at).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
                at = at.resolve(answer.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body())));
            }
            assertThat(at.getQuery()).startsWith("code=");
            String code = at.getQuery().replaceFirst("^code=([^&]+).*$", "$1");
            tokens = asClient(
                    "token_endpoint",
                    Map.of(
                            "grant_type",
                            "authorization_code",
                            "code",
                            code,
                            "redirect_uri",
                            CALLBACK,
                            "resource",
                            resource));
        }
    }

    private OpenIdProvider(Process process) throws IOException, InterruptedException {
        this.process = process;
        this.said = process.inputReader();
        this.commands = process.outputWriter();
        this.issuer = said.readLine();
        this.metadata = JSON.readTree(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration"))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /** Starts it on a free port; skips the test aloud where there is no Node. */
    public static OpenIdProvider start() throws IOException, InterruptedException {
        Path folder = Node.packages();
        Files.copy(
                Docs.root().resolve("src/test/js").resolve(PROGRAM),
                folder.resolve(PROGRAM),
                StandardCopyOption.REPLACE_EXISTING);
        return new OpenIdProvider(new ProcessBuilder("node", PROGRAM)
                .directory(folder.toFile())
                .redirectError(folder.resolve("openid-provider.log").toFile())
                .start());
    }

    /** Returns the issuer, the claim {@code iss} of its tokens. */
    public String issuer() {
        return issuer;
    }

    /** Returns the address of an endpoint by its name in the metadata. */
    public URI endpoint(String name) {
        return URI.create(metadata.path(name).asText());
    }

    /**
     * Signs a user in with the authorization code flow.
     *
     * @param kind of the access token: the algorithm of a JWT, {@code brief} for one that is good for 4 s, or {@code opaque}
     */
    public Login signIn(String subject, String kind) throws Exception {
        Login login = new Login();
        login.signIn(subject, "urn:howdah:" + kind);
        return login;
    }

    /** Signs with new keys from now on, and publishes these alone. */
    public void rotateKeys() throws IOException {
        command("rotate");
    }

    /** Tells this address of each sign-out from now on (OpenID Connect Back-Channel Logout). */
    public void tellLogouts(String uri) throws IOException {
        command("logout-uri " + uri);
    }

    private void command(String line) throws IOException {
        commands.write(line + "\n");
        commands.flush();
        assertThat(said.readLine()).isEqualTo("done");
    }

    private JsonNode asClient(String endpoint, Map<String, String> form) throws Exception {
        String credentials = CLIENT + ":" + CLIENT + "-secret";
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        post(endpoint(endpoint), form)
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", endpoint, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }

    private static HttpRequest.Builder post(URI uri, Map<String, String> form) {
        return HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)));
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static JsonNode decode(String token, int part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[part]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
