package io.howdah.rest;

import io.howdah.model.InvalidDocumentException;
import io.howdah.model.View;
import io.howdah.query.Reader;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/** Answers {@code GET /api/<plural>/<key>} with one document. The key is in the format of an event's {@code subject}. */
final class DocumentRead {

    /** Parameters of the path. */
    static final Set<String> PARAMETERS = Set.of("fields");

    private final RestApi api;

    DocumentRead(RestApi api) {
        this.api = api;
    }

    RestAnswer read(RestRequest request, Reader reader) {
        RestCollection collection = api.collection(request.name());
        View view = collection.view();
        Parameters parameters = new Parameters(request.parameters());
        parameters.requireOnly(PARAMETERS);
        Representation shown = Representation.of(view, reader.principal(), parameters);
        Document found = collection
                .reads()
                .find(reader, key(view, request.key().orElseThrow()), shown.paths())
                .orElseThrow(() -> absent(view));
        return new RestAnswer(shown.show(found), Map.of());
    }

    /** Returns the key's values; a text that is not a key has the same answer as a key without a document. */
    private static Map<String, Object> key(View view, String text) {
        try {
            return view.model().keyValues(text);
        } catch (InvalidDocumentException e) {
            throw absent(view);
        }
    }

    private static RestException absent(View view) {
        return new RestException(404, "There is no " + view.name() + " with this key, or none that you may see.");
    }
}
