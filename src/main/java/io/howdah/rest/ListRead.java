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
import java.util.stream.Collectors;

/** {@code GET /api/<plural>}: a page of a list, by the rules of GraphQL's lists. */
final class ListRead {

    /** The parameters of every list; all others are conditions on fields. */
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
        boolean counts = parameters.flag("count");
        PageLength length = PageLength.of(parameters.number("first"), parameters.number("last"));
        PageRequest asked = new PageRequest.Builder(
                        view.model(),
                        cursors,
                        orders(view, reader, parameters),
                        UrlFilter.parse(
                                        view.model(),
                                        reader.principal(),
                                        parameters.but(PARAMETERS),
                                        api.maxComplexity())
                                .query(),
                        length.limit(),
                        length.backward(),
                        parameters.single("after"),
                        parameters.single("before"))
                .build();
        Page page = collection.reads().page(reader, asked, shown.paths());
        Map<String, Object> headers = new LinkedHashMap<>();
        String links = new Links("/api/" + request.name(), parameters, length.limit()).of(page);
        if (!links.isEmpty()) {
            headers.put("Link", links);
        }
        if (counts) {
            headers.put("X-Total-Count", collection.reads().count(reader, asked));
        }
        return new RestAnswer(page.documents().stream().map(shown::show).toList(), headers);
    }

    private static List<Order> orders(View view, Reader reader, Parameters parameters) {
        return parameters.names("orderBy").stream()
                .map(name -> order(view, reader, name))
                .toList();
    }

    private static Order order(View view, Reader reader, String asked) {
        boolean descending = asked.startsWith("-");
        String name = descending ? asked.substring(1) : asked;
        if (view.sortable().stream().noneMatch(field -> field.name().equals(name))) {
            throw RestException.malformed("orderBy=" + asked + " is nothing to order by; there "
                    + (view.sortable().isEmpty()
                            ? "is none"
                            : "are "
                                    + view.sortable().stream()
                                            .map(ModelField::name)
                                            .collect(Collectors.joining(", ")))
                    + ".");
        }
        return Order.of(view.model(), reader.principal(), name, descending);
    }
}
