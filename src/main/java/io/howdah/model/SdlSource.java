package io.howdah.model;

/**
 * One SDL file.
 *
 * @param name what messages call the file
 * @param text its content
 */
public record SdlSource(String name, String text) {}
