package io.howdah.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How GraphQL operations run, and which.
 *
 * @param threads how many run at once, as far as they wait for something
 * @param queue how many may wait for their turn; more are refused
 * @param maxRunningPerSubject how many of one client run at once; clients are told apart as {@code howdah.http.requests-per-second} does
 * @param maxWaitingPerSubject how many of one client may wait for their turn; more are refused
 * @param maxWait how long one may wait for its turn; then it is refused
 * @param timeout how long one may take, its wait included
 * @param manifest the file that lists operations, by its path from the application folder
 * @param manifestOnly whether all others are refused
 */
public record OperationSettings(
        int threads,
        int queue,
        int maxRunningPerSubject,
        int maxWaitingPerSubject,
        Duration maxWait,
        Duration timeout,
        Optional<String> manifest,
        boolean manifestOnly) {}
