package io.howdah.chaos.loads;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** A protocol that a subscriber connects with. */
public interface Transport {

    /** Opens a connection; each of its events goes to {@code events}. */
    ClientConnection open(Request request, Consumer<ReceivedEvent> events) throws Exception;

    /**
     * What a subscriber requests.
     *
     * @param state the status to filter by, empty for all
     * @param cursor the cursor to continue from, empty to begin with a snapshot
     * @param reading whether the client reads; one that does not gets the events only after it reconnects
     */
    record Request(int port, String rider, String state, String cursor, boolean reading) {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final String DOCUMENT = """
                subscription($where: RideFilter, $since: Cursor) {
                  rideChanged(where: $where, since: $since, snapshot: true) { cursor operation key version recovered node { id } }
                }""";

        /** Returns the path of the channel, with its parameters. */
        String channelPath() {
            return "/notifications/rides?snapshot=true"
                    + (state.isEmpty() ? "" : "&status=" + state)
                    + (cursor.isEmpty() ? "" : "&since=" + cursor);
        }

        /** Returns the body of the GraphQL request. */
        ObjectNode graphQlBody() {
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
