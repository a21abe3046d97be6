package io.howdah.model;

/**
 * SDL file.
 *
 * @param name the name in messages
 * @param text the content
 * @param frontend the frontend that the file belongs to, which is its folder below {@code graphql/}; empty for a file
 *     in {@code graphql/} itself, which all frontends share
 */
public record SdlSource(String name, String text, String frontend) {

    /** Creates a file that all frontends share. */
    public SdlSource(String name, String text) {
        this(name, text, "");
    }
}
