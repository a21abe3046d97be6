package io.howdah.rest;

import io.howdah.model.ModelField;
import io.howdah.model.View;
import io.howdah.query.Order;
import io.howdah.query.Page;
import io.howdah.query.PageCursors;
import io.howdah.query.PageLength;
import io.howdah.query.PageRequest;
import io.howdah.query.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers {@code GET /api/<plural>} with a page of a list. Pages follow the rules of GraphQL's lists. */
final class ListRead {

    /** Parameters of every list; all others are conditions on fields. */
    static final Set<String> PARAMETERS = Set.of("orderBy", "first", "after", "last", "before", "count", "fields");

    private final RestApi api;
    private final PageCursors cursors;

    ListRead(RestApi api, PageCursors cursors) {
        this.api = api;
        this.cursors = cursors;
    }

    RestAnswer read(RestRequest request, Reader reader) {
        RestCollection collection = api.collection(request.name());
        View view = collection.view();
        Parameters parameters = new Parameters(request.parameters());
        Representation shown = Representation.of(view, reader.principal(), parameters);
        boolean isCounted = parameters.flag("count");
        PageLength length = PageLength.of(parameters.number("first"), parameters.number("last"));
        PageRequest pageRequest = new PageRequest.Builder(
                        view.model(),
                        cursors,
                        orders(view, reader, parameters),
                        UrlFilter.parse(
                                        view.model(),
                                        reader.principal(),
                                        parameters.without(PARAMETERS),
                                        api.maxComplexity())
                                .query(),
                        length.limit(),
                        length.backward(),
                        parameters.single("after"),
                        parameters.single("before"))
                .build();
        Page page = collection.reads().page(reader, pageRequest, shown.paths());
        Map<String, Object> headers = new LinkedHashMap<>();
        String links = new Links("/api/" + request.name(), parameters, length.limit()).of(page);
        if (!links.isEmpty()) {
            headers.put("Link", links);
        }
        if (isCounted) {
            headers.put("X-Total-Count", collection.reads().count(reader, pageRequest));
        }
        return new RestAnswer(page.documents().stream().map(shown::show).toList(), headers);
    }

    private static List<Order> orders(View view, Reader reader, Parameters parameters) {
        return parameters.names("orderBy").stream()
                .map(name -> order(view, reader, name))
                .toList();
    }

    private static Order order(View view, Reader reader, String value) {
        boolean descending = value.startsWith("-");
        String name = descending ? value.substring(1) : value;
        List<String> sortable = view.sortable().stream().map(ModelField::name).toList();
        if (!sortable.contains(name)) {
            throw RestException.unknown("orderBy=" + value + " is not a sortable field", sortable);
        }
        return Order.of(view.model(), reader.principal(), name, descending);
    }
}
