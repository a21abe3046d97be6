package io.howdah.query;

import io.howdah.security.Principal;
import java.time.Duration;

/**
 * Who reads, and how long MongoDB may take.
 *
 * @param principal who reads
 * @param maxTime the longest that one read may take; zero for as long as it needs
 */
public record Reader(Principal principal, Duration maxTime) {}
