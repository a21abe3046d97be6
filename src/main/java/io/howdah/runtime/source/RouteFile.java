package io.howdah.runtime.source;

/**
 * A route file.
 *
 * @param name its path, as messages show it
 * @param location its URI for Camel, such as {@code file:/srv/app/routes/rides.camel.yaml}
 * @param text its content
 */
public record RouteFile(String name, String location, String text) {}
