package io.howdah.runtime;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * An object in Camel's registry.
 *
 * @param name its name in routes
 * @param purpose its purpose for route authors, in one sentence
 * @param object gets it from the wiring
 * @param <W> the wiring that contains it
 */
record RouteBean<W>(String name, String purpose, Function<W, Object> object) {

    /** Puts a wiring's objects into a registry. */
    static <W> void bind(List<RouteBean<W>> beans, W wiring, BiConsumer<String, Object> registry) {
        beans.forEach(bean -> registry.accept(bean.name(), bean.object().apply(wiring)));
    }
}
