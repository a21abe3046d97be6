package io.howdah.tools.scaffold;

import io.howdah.model.Plurals;
import io.howdah.runtime.source.StartException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Names of a domain and its read model. Files and routes are named after the domain. The collection, channel and list are named
 * after the plural that the runtime derives from the type: {@code parcel-stops}, {@code ParcelStop}, {@code parcelStops}.
 *
 * @param domain name in lowercase letters, digits and {@code -}
 * @param type the SDL type
 */
public record DomainName(String domain, String type) {

    private static final String NAME = "[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*";
    private static final int MAX_LENGTH = 60;

    /**
     * Derives the names from a word: {@code parcels}, {@code parcel} and {@code Parcel} give the same domain.
     *
     * @param type the SDL type, or empty to derive it from the word
     * @throws StartException if the word or the type is not a valid name
     */
    public static DomainName of(String word, Optional<String> type) {
        if (!word.matches(NAME) || word.length() > MAX_LENGTH) {
            throw new StartException("domain " + Names.printable(word)
                    + " must be letters and digits, with '-' between words, start with a letter, and have at most "
                    + MAX_LENGTH + " characters; for example parcels or parcel-stops");
        }
        String typeName = type.orElseGet(() -> {
            String pascal = pascal(word);
            return Plurals.typeOf(pascal).orElse(pascal);
        });
        if (!typeName.matches("[A-Z][A-Za-z0-9]*") || typeName.length() > MAX_LENGTH) {
            throw new StartException("--type=" + Names.printable(typeName)
                    + " must be letters and digits, start with a capital letter, and have at most " + MAX_LENGTH
                    + " characters; for example ParcelStop");
        }
        return new DomainName(
                Plurals.plural(typeName)
                        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        .toLowerCase(Locale.ROOT),
                typeName);
    }

    private static String pascal(String word) {
        return Arrays.stream(word.split("-", -1)).map(Names::capital).collect(Collectors.joining());
    }

    /** Returns the name of the collection, the channel and the list. */
    public String list() {
        return Plurals.plural(type);
    }

    /** Returns the name of one document. */
    public String one() {
        return Plurals.singular(type);
    }

    /** Returns the setting that names the topic. */
    String topicKey() {
        return domain + ".topic";
    }
}
