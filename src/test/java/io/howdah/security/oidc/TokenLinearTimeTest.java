package io.howdah.security.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.testing.LinearTime;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that the time to read a token grows linearly with its length. */
class TokenLinearTimeTest {

    private static final String HEADER = part("{\"alg\":\"RS256\",\"kid\":\"1\"}") + ".";

    private final LinearTime time = LinearTime.ofThisThread();

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    @Test
    void tokens() {
        time.check("a token", Jwt::parse, HEADER, HEADER + part("{\"sub\":\"a\"}") + ".", ".", "a.", "=");
        time.check("a text like a token", Jwt::isLike, HEADER, ".", "a.", "=");
        time.check(
                "a token's claims",
                claims -> Jwt.parse(HEADER + part("{\"sub\":\"" + claims + "\"}") + ".AAAA"),
                "\\\\\"",
                "\",\"a\":\"",
                "x");
    }

    @Test
    void claims() {
        time.check(
                "a list of words",
                text -> new Claims(StrictJson.object(("{\"roles\":\"" + text + "\"}").getBytes(UTF_8))).words("roles"),
                "a,",
                " ,",
                "a b",
                "\\t");
        time.check(
                "a path of names",
                text -> List.of(new Claims(StrictJson.object(("{\"a\":{\"" + text + "\":1}}").getBytes(UTF_8))).all()),
                "a.",
                ".",
                "\":{\"");
    }
}
