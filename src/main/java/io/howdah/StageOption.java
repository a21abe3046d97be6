package io.howdah;

import picocli.CommandLine.Option;

/** The option that says in which environment an application runs. */
final class StageOption {

    @Option(
            names = "--environment",
            paramLabel = "name",
            defaultValue = "${env:HOWDAH_ENVIRONMENT:-}",
            description =
                    "Reads environments/<name>.properties of the folders too (HOWDAH_ENVIRONMENT); default: none.")
    private String name = "";

    String name() {
        return name;
    }
}
