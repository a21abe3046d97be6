package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Outcome of a case's records.
 *
 * @param result the result, with the fields of an expectation file: {@code document} or {@code documents}, and {@code frame}, {@code
 *     deadLetter} or {@code waits}, for several records in a list {@code records}
 * @param unanswered ids of the steps that called a remote endpoint without an answer; if there are any, the result means nothing
 * @param failures one line for each failure that the result does not show: failed payload transforms
 */
public record Outcome(JsonNode result, List<String> unanswered, List<String> failures) {}
