package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code howdah revoke}: refuses tokens that were issued until now. */
@Command(
        name = "revoke",
        description = {
            "Refuses tokens that were issued until now, and closes their connections, on all replicas within seconds.",
            "Howdah accepts tokens that are issued later: first lock the account at the issuer."
        },
        mixinStandardHelpOptions = true)
public final class RevokeCommand implements Callable<Integer> {

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @ArgGroup(multiplicity = "1")
    private final What what = new What();

    /** Options that select the tokens. */
    static final class What {
        @Option(names = "--subject", paramLabel = "subject", description = "All tokens of this subject.")
        private @Nullable String subject;

        @Option(names = "--token-id", paramLabel = "id", description = "The token with this id (claim jti).")
        private @Nullable String tokenId;
    }

    /** Called by picocli. */
    public RevokeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        String subject = what.subject;
        String tokenId = what.tokenId;
        JsonNode response = options.client()
                .post(
                        "/admin/revocations",
                        subject == null ? Map.of("tokenId", String.valueOf(tokenId)) : Map.of("subject", subject));
        options.out()
                .println(
                        options.isJson()
                                ? response
                                : "revoked "
                                        + (subject == null
                                                ? "the token " + Table.plain(String.valueOf(tokenId))
                                                : "tokens of " + Table.plain(subject))
                                        + " issued until "
                                        + response.path("issuedBefore").asText());
        options.out().flush();
        return 0;
    }
}
