package io.howdah.cli.develop;

import io.howdah.config.Durations;
import io.howdah.dev.DevIssuer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah token}: prints a token for howdah dev. */
@Command(
        name = "token",
        description = {
            "Prints a token for howdah dev. Send it in the header Authorization: Bearer <token>.",
            "Only howdah dev accepts it, on this machine, in processes of the same user."
        },
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    private static final Duration MAX_DURATION = Duration.ofDays(365);

    @Parameters(paramLabel = "subject", description = "The token's subject, such as alice.")
    private String subject = "";

    @Option(names = "--role", paramLabel = "role", description = "A role of the subject; may be repeated.")
    private List<String> roles = List.of();

    @Option(
            names = "--expires",
            paramLabel = "duration",
            defaultValue = "8h",
            description = "Lifetime of the token, such as 5m; default: ${DEFAULT-VALUE}.")
    private String expires = "";

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public Integer call() {
        if (subject.isBlank()) {
            throw new ParameterException(spec.commandLine(), "the subject must not be empty");
        }
        Duration lifetime = Durations.parse(expires)
                .filter(given -> given.compareTo(MAX_DURATION) <= 0)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--expires=" + expires + " " + Durations.RULE + ", at most 365d"));
        spec.commandLine()
                .getOut()
                .println(DevIssuer.of(Path.of(System.getProperty("user.home"))).token(subject, roles, lifetime));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
