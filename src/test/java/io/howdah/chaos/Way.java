package io.howdah.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** A way to subscribe. */
interface Way {

    /** Opens a line. */
    Line open(Wish wish, Consumer<Told> told) throws Exception;

    /**
     * What a subscriber asks for.
     *
     * @param state the status that it wants to hear of, empty for all
     * @param cursor where it goes on from, empty to begin with a snapshot
     * @param reading whether it reads; one that does not gets what was sent only when it comes again
     */
    record Wish(int port, String rider, String state, String cursor, boolean reading) {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final String DOCUMENT = """
                subscription($where: RideFilter, $since: Cursor) {
                  rideChanged(where: $where, since: $since, snapshot: true) { cursor operation key version recovered node { id } }
                }""";

        /** The same of the channel: its path. */
        String channel() {
            return "/notifications/rides?snapshot=true"
                    + (state.isEmpty() ? "" : "&status=" + state)
                    + (cursor.isEmpty() ? "" : "&since=" + cursor);
        }

        /** The same in GraphQL. */
        ObjectNode request() {
            ObjectNode request = JSON.createObjectNode().put("query", DOCUMENT);
            ObjectNode variables = request.putObject("variables");
            if (!state.isEmpty()) {
                variables.putObject("where").putObject("status").put("eq", state);
            }
            if (!cursor.isEmpty()) {
                variables.put("since", cursor);
            }
            return request;
        }
    }
}
