package io.howdah.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.security.Session;
import io.howdah.testing.IssuerStub;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void tokenOfTheIssuerTellsWhoItIs(String algorithm) {
        try (IssuerStub issuer = IssuerStub.start(algorithm)) {
            TokenVerifiers verifiers = TokenVerifiers.of(Auth.settings(issuer, Map.of()));

            Session session = Auth.verify(verifiers, issuer.token("alice", "rider", "support"));

            assertThat(session.principal().subject()).isEqualTo("alice");
            assertThat(session.principal().roles()).containsExactlyInAnyOrder("rider", "support");
            assertThat(session.principal().claim("sub")).containsExactly("alice");
            assertThat(session.principal().claim("aud")).containsExactly("howdah");
            assertThat(session.expires()).isPresent();
            assertThat(session.tokenId()).isNotEmpty();
        }
    }
}
