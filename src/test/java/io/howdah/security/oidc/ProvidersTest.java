package io.howdah.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWK;
import io.howdah.config.AuthSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Session;
import io.howdah.testing.Docs;
import io.howdah.testing.TestKey;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the settings of docs/authentication.md for each provider: with them, a token of the provider's form ({@code
 * golden/tokens/<provider>.token.json}) has the principal of {@code <provider>.principal.json}.
 */
class ProvidersTest {

    private static final String PAGE = "docs/authentication.md";
    private static final String MARK = "# provider/";
    private static final Path GOLDEN = Docs.root().resolve("src/test/resources/golden/tokens");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final TypeReference<Map<String, List<String>>> CLAIMS = new TypeReference<>() {};
    private static final TestKey KEY = TestKey.of("RS256", "from the token");

    /** A minute after the tokens were issued. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_790_000_060));

    static List<String> providers() {
        return Docs.blocks(PAGE).stream()
                .map(Docs.Block::text)
                .filter(text -> text.startsWith(MARK))
                .map(text -> text.lines().findFirst().orElseThrow().substring(MARK.length()))
                .toList();
    }

    @Test
    void everyProviderHasItsTokens() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(providers().stream()
                            .flatMap(name -> Stream.of(name + ".token.json", name + ".principal.json"))
                            .toList());
        }
        assertThat(providers()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void documentedSettingsReadTheProvidersTokens(String provider) throws IOException {
        // Given
        JsonNode token = read(provider + ".token.json");
        JsonNode expected = read(provider + ".principal.json");

        // When
        Session session = Auth.verify(verifier(provider), sign(token));

        // Then
        assertThat(session.principal().subject())
                .isEqualTo(expected.get("subject").asText());
        assertThat(session.principal().roles())
                .isEqualTo(JSON.convertValue(expected.get("roles"), new TypeReference<Set<String>>() {}));
        assertThat(session.principal().claims())
                .containsAllEntriesOf(JSON.convertValue(expected.get("claims"), CLAIMS));
        assertThat(session.issued()).isEqualTo(Instant.ofEpochSecond(1_790_000_000));
        assertThat(session.expires())
                .contains(Instant.ofEpochSecond(token.at("/claims/exp").asLong()));
        assertThat(session.tokenId()).isEqualTo(expected.get("tokenId").asText());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void tokenOfTheSameProviderForAnotherServiceIsRefused(String provider) throws IOException {
        JsonNode token = read(provider + ".token.json");
        ObjectNode claims = (ObjectNode) token.get("claims");
        claims.put("aud", "billing").put("client_id", "billing");

        assertThat(Auth.refusal(verifier(provider), sign(token)).reason()).isEqualTo(Reason.AUDIENCE);
    }

    @Test
    void documentedSettingsIntrospectOpaqueTokens() throws IOException {
        SettingValues values = values(MARK + "keycloak\n", "howdah.auth.introspection-url");
        values.override("howdah.auth.client-secret", "top", PAGE);

        assertThat(Settings.of(values).auth().introspection().orElseThrow().clientId())
                .isEqualTo("howdah");
    }

    @Test
    void idTokenOfCognitoIsRefused() throws IOException {
        JsonNode token = read("cognito.token.json");
        ObjectNode claims = (ObjectNode) token.get("claims");
        claims.put("aud", claims.get("client_id").asText()).put("token_use", "id");
        claims.remove("client_id");

        assertThat(Auth.refusal(verifier("cognito"), sign(token)).reason()).isEqualTo(Reason.MALFORMED);
    }

    private static JsonNode read(String file) throws IOException {
        return JSON.readTree(Files.readString(GOLDEN.resolve(file)));
    }

    private static String sign(JsonNode token) {
        return KEY.token(
                JSON.convertValue(token.get("header"), OBJECT), JSON.convertValue(token.get("claims"), OBJECT));
    }

    private static TokenVerifiers verifier(String provider) throws IOException {
        String kid = read(provider + ".token.json").at("/header/kid").asText();
        Map<String, Object> jwk = KEY.jwk().toJSONObject();
        jwk.put("kid", kid);
        try {
            List<SigningKey> keys = List.of(SigningKey.of(JWK.parse(jwk)).orElseThrow());
            return TokenVerifiers.of(
                    settings(provider),
                    CLOCK,
                    issuer -> () -> CompletableFuture.completedFuture(keys),
                    Optional.empty());
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static AuthSettings settings(String provider) throws IOException {
        return Settings.of(values(MARK + provider + "\n")).auth();
    }

    private static SettingValues values(String... blocks) throws IOException {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        for (String block : blocks) {
            Properties properties = new Properties();
            properties.load(
                    new StringReader(Docs.block(PAGE, "properties", block).text()));
            properties.stringPropertyNames().forEach(key -> values.override(key, properties.getProperty(key), PAGE));
        }
        return values;
    }
}
