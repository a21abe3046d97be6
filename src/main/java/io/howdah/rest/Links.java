package io.howdah.rest;

import io.howdah.query.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/**
 * Builds the {@code Link} header of a page (RFC 8288): the next, the previous and the first page, with the request's other parameters.
 *
 * @param path the list's path
 * @param parameters the request's parameters
 * @param length documents of a page
 */
record Links(String path, Parameters parameters, int length) {

    private static final Set<String> PAGING = Set.of("first", "after", "last", "before");

    /** Returns the header's value, empty if there is no other page. */
    String of(Page page) {
        List<String> links = new ArrayList<>();
        List<Document> documents = page.documents();
        if (page.hasNext() && !documents.isEmpty()) {
            links.add(link("next", "first", "after", cursor(page, documents.size() - 1)));
        }
        if (page.hasPrevious() && !documents.isEmpty()) {
            links.add(link("prev", "last", "before", cursor(page, 0)));
        }
        if (page.hasPrevious()) {
            links.add(link("first", "first", "", ""));
        }
        return String.join(", ", links);
    }

    private static String cursor(Page page, int index) {
        return page.request().cursor(page.documents().get(index));
    }

    private String link(String relation, String lengthName, String cursorName, String cursor) {
        StringBuilder url = new StringBuilder(path).append('?');
        for (Map.Entry<String, List<String>> parameter : parameters.values().entrySet()) {
            if (!PAGING.contains(parameter.getKey())) {
                parameter.getValue().forEach(value -> add(url, parameter.getKey(), value));
            }
        }
        add(url, lengthName, String.valueOf(length));
        if (!cursorName.isEmpty()) {
            add(url, cursorName, cursor);
        }
        return "<" + url.substring(0, url.length() - 1) + ">; rel=\"" + relation + "\"";
    }

    private static void add(StringBuilder url, String name, String value) {
        url.append(encode(name)).append('=').append(encode(value)).append('&');
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
