package io.howdah.runtime;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * An object in Camel's registry.
 *
 * @param name by which routes refer to it
 * @param purpose what route authors need to know of it, one sentence
 * @param object takes it out of the wiring
 * @param <W> the wiring that has it
 */
record RouteBean<W>(String name, String purpose, Function<W, Object> object) {

    /** Puts a wiring's objects into a registry. */
    static <W> void bind(List<RouteBean<W>> beans, W wiring, BiConsumer<String, Object> registry) {
        beans.forEach(bean -> registry.accept(bean.name(), bean.object().apply(wiring)));
    }
}
