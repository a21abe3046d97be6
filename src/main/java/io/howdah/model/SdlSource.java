package io.howdah.model;

/**
 * One SDL file.
 *
 * @param name what messages call the file
 * @param text its content
 * @param frontend the frontend that it belongs to, the folder below {@code graphql/} that it is in; empty for a file of
 *     {@code graphql/} itself, which all share
 */
public record SdlSource(String name, String text, String frontend) {

    /** A file that all frontends share. */
    public SdlSource(String name, String text) {
        this(name, text, "");
    }
}
