package io.howdah.runtime.source;

/**
 * A file of routes.
 *
 * @param name what people call it: its path
 * @param location where Camel finds it, as in {@code file:/srv/app/routes/rides.camel.yaml}
 * @param text what it holds
 */
public record RouteFile(String name, String location, String text) {}
