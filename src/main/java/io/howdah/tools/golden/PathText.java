package io.howdah.tools.golden;

import com.fasterxml.jackson.core.JsonStreamContext;

/** Readable paths of JSON values: {@code document.stops[0].name}. */
final class PathText {

    private PathText() {}

    static String field(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String element(String path, int index) {
        return path + "[" + index + "]";
    }

    /**
     * Returns the path of the parser's current value.
     *
     * @param entered whether the parser is already inside the value, because it is an object or an array
     */
    static String of(JsonStreamContext context, boolean entered) {
        return of(entered ? context.getParent() : context);
    }

    private static String of(JsonStreamContext context) {
        if (context == null || context.inRoot()) {
            return "";
        }
        String outer = of(context.getParent());
        return context.inObject() ? field(outer, context.getCurrentName()) : element(outer, context.getCurrentIndex());
    }
}
