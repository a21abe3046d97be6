package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What has become of a case's records.
 *
 * @param result what a file of expectations has: {@code document} or {@code documents}, {@code frame} or {@code deadLetter} or {@code
 *     waits}, for several records in a list {@code records}
 * @param unanswered the ids of the steps that went outside and had no answer; then the result means nothing
 * @param failures what failed and is told nowhere in the result, a line each: frames that cannot be made
 */
public record Outcome(JsonNode result, List<String> unanswered, List<String> failures) {}
