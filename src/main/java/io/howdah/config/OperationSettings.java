package io.howdah.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the execution of GraphQL operations, and of the operations that clients may send.
 *
 * @param threads maximum operations that wait for MongoDB or a route at the same time
 * @param queue maximum operations that wait for a thread; further ones are refused
 * @param maxRunningPerSubject maximum running operations of one subject, or of one network for anonymous clients
 * @param maxWaitingPerSubject maximum waiting operations of one subject; further ones are refused
 * @param maxProcessorPercent maximum share of all processors that one subject may use while others are active, in percent
 * @param maxWait maximum wait of an operation; then it is refused
 * @param timeout maximum duration of an operation, wait included
 * @param manifest the file that lists operations, as a path relative to the application folder
 * @param manifestOnly whether Howdah refuses operations that are not in the manifest
 */
public record OperationSettings(
        int threads,
        int queue,
        int maxRunningPerSubject,
        int maxWaitingPerSubject,
        int maxProcessorPercent,
        Duration maxWait,
        Duration timeout,
        Optional<String> manifest,
        boolean manifestOnly) {}
