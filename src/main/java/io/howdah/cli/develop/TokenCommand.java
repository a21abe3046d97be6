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

/** {@code howdah token}: who somebody is, for processes in dev. */
@Command(
        name = "token",
        description = {
            "Prints a token that howdah dev takes, for the header Authorization: Bearer <token>.",
            "It is good on this machine, for processes of the same user, and for howdah dev alone."
        },
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    private static final Duration MAX_DURATION = Duration.ofDays(365);

    @Parameters(paramLabel = "subject", description = "Who it is for, such as alice.")
    private String subject = "";

    @Option(names = "--role", paramLabel = "role", description = "A role; may be repeated.")
    private List<String> roles = List.of();

    @Option(
            names = "--expires",
            paramLabel = "duration",
            defaultValue = "8h",
            description = "How long it is good, such as 5m; default: ${DEFAULT-VALUE}.")
    private String expires = "";

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public Integer call() {
        if (subject.isBlank()) {
            throw new ParameterException(spec.commandLine(), "the subject must not be empty");
        }
        Duration good = Durations.parse(expires)
                .filter(given -> given.compareTo(MAX_DURATION) <= 0)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--expires=" + expires + " " + Durations.RULE + ", 365d at most"));
        spec.commandLine()
                .getOut()
                .println(DevIssuer.of(Path.of(System.getProperty("user.home"))).token(subject, roles, good));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
