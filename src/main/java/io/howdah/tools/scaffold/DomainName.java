package io.howdah.tools.scaffold;

import io.howdah.model.Plurals;
import io.howdah.runtime.source.StartException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a domain and its read model are called. Files and routes are named by the domain, collection, channel and list by the
 * plural that the runtime makes of the type: {@code parcel-stops}, {@code ParcelStop}, {@code parcelStops}.
 *
 * @param domain in small letters, digits and {@code -}
 * @param type the SDL type
 */
public record DomainName(String domain, String type) {

    private static final String NAME = "[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*";
    private static final int MAX_LENGTH = 60;

    /**
     * Return the names that a word stands for: {@code parcels}, {@code parcel} and {@code Parcel} are one domain.
     *
     * @param type the SDL type, where the word does not tell it
     * @throws StartException if one of them is no name
     */
    public static DomainName of(String word, Optional<String> type) {
        if (!word.matches(NAME) || word.length() > MAX_LENGTH) {
            throw new StartException("domain " + Names.printable(word)
                    + " must be letters and digits, and '-' between words, a letter first, " + MAX_LENGTH
                    + " at most; such as parcels or parcel-stops");
        }
        String said = type.orElseGet(() -> {
            String pascal = pascal(word);
            return Plurals.typeOf(pascal).orElse(pascal);
        });
        if (!said.matches("[A-Z][A-Za-z0-9]*") || said.length() > MAX_LENGTH) {
            throw new StartException("--type=" + Names.printable(said)
                    + " must be a name of letters and digits, a capital first, " + MAX_LENGTH
                    + " at most; such as ParcelStop");
        }
        return new DomainName(
                Plurals.plural(said).replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT), said);
    }

    private static String pascal(String word) {
        return Arrays.stream(word.split("-", -1)).map(Names::capital).collect(Collectors.joining());
    }

    /** Return the name of the collection, the channel and the list. */
    public String list() {
        return Plurals.plural(type);
    }

    /** Return the name of one document. */
    public String one() {
        return Plurals.singular(type);
    }

    /** Return the setting that names the topic. */
    String topicKey() {
        return domain + ".topic";
    }
}
