package io.howdah.runtime.check;

/** Checks that the application's own Kafka routes have an error policy, so that failed records are kept. */
final class DeadLetterCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        declared.routes().stream()
                .filter(route -> !route.isOfTemplate())
                .filter(route -> route.from()
                        .flatMap(Endpoint::scheme)
                        .filter("kafka"::equals)
                        .isPresent())
                .filter(route -> !route.hasErrorPolicy())
                .forEach(route -> findings.add(
                        Code.DEAD_LETTER_MISSING,
                        route.element().location(),
                        route.name() + " reads from Kafka and has no dead letter policy"));
    }
}
