package io.howdah.runtime.check;

/** Whether routes of the engineer's own that read from Kafka keep a record that fails. */
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
                        route.element().place(),
                        route.name() + " reads from Kafka and has no dead letters"));
    }
}
