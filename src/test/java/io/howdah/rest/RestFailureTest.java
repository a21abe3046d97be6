package io.howdah.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoTimeoutException;
import io.howdah.graphql.GraphQlRefusal;
import io.howdah.graphql.UserInputException;
import io.howdah.query.AbandonedException;
import io.howdah.query.AbandonedException.Reason;
import io.howdah.query.ForbiddenFieldException;
import io.howdah.query.InvalidQueryException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each failure maps to its status and a detail that reveals nothing internal. */
class RestFailureTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(RestException.malformed("that"), 400, "that", Map.of(), false),
                Arguments.of(RestException.methodNotAllowed("that", "GET"), 405, "that", Map.of("Allow", "GET"), false),
                Arguments.of(new InvalidQueryException("that"), 400, "that", Map.of(), false),
                Arguments.of(new UserInputException("that"), 400, "that", Map.of(), false),
                Arguments.of(new ForbiddenFieldException("that"), 403, "that", Map.of(), false),
                Arguments.of(new IllegalStateException(new GraphQlRefusal("that")), 403, "that", Map.of(), false),
                Arguments.of(
                        new AbandonedException(Reason.OVERLOADED),
                        503,
                        "The server is overloaded; try again later.",
                        Map.of("Retry-After", "1"),
                        false),
                Arguments.of(
                        new AbandonedException(Reason.SHARE),
                        429,
                        "You have too many operations at once; wait for some to finish, then try again.",
                        Map.of("Retry-After", "1"),
                        false),
                Arguments.of(
                        new AbandonedException(Reason.TIMEOUT), 504, "The operation took too long.", Map.of(), false),
                Arguments.of(
                        new MongoExecutionTimeoutException("ours"), 504, "The request took too long.", Map.of(), true),
                Arguments.of(
                        new MongoTimeoutException("ours"),
                        503,
                        "The database is temporarily unavailable; try again later.",
                        Map.of("Retry-After", "1"),
                        true),
                Arguments.of(
                        new IllegalStateException("ours"), 500, "The request failed in the server.", Map.of(), true));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureIsMapped(Throwable failure, int status, String detail, Map<String, String> headers, boolean isLogged) {
        RestFailure mapped = RestFailure.of(failure);
        assertThat(mapped.status()).isEqualTo(status);
        assertThat(mapped.detail()).isEqualTo(detail);
        assertThat(mapped.headers()).isEqualTo(headers);
        assertThat(mapped.isLogged()).isEqualTo(isLogged);
    }
}
