package io.howdah.query;

import io.howdah.security.Principal;
import java.time.Duration;

/**
 * Principal and time limit of reads.
 *
 * @param principal the principal that reads
 * @param maxTime maximum duration of one read; zero for no limit
 */
public record Reader(Principal principal, Duration maxTime) {}
